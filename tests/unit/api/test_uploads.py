"""What a body is declared as, and that nothing of it stays behind."""

import fcntl
from pathlib import Path

import pytest

from api.uploads import UnsupportedMediaType, media_type, upload_folder

CASES = [
    pytest.param("text/csv", (".csv", None), id="encoding to be detected"),
    pytest.param("text/csv; charset=utf-8", (".csv", "utf-8"), id="declared UTF-8"),
    pytest.param(
        'Text/CSV;header=present;Charset="Windows-31J"', (".csv", "cp932"), id="any case, quoted, other parameter"
    ),
    pytest.param("application/vnd.apache.parquet", (".parquet", None), id="Parquet"),
]


@pytest.mark.parametrize(("header", "expected"), CASES)
def test_a_declared_type_is_understood(header: str, expected: tuple[str, str | None]) -> None:
    assert media_type(header) == expected


@pytest.mark.parametrize("header", ["", "application/json", "text/csv; charset=euc-jp", "multipart/form-data"])
def test_any_other_type_is_refused(header: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        media_type(header)


def test_what_a_killed_process_left_is_removed_and_what_is_in_use_stays(tmp_path: Path) -> None:
    folder = upload_folder(tmp_path)
    assert folder.stat().st_mode & 0o777 == 0o700
    left, used = folder / "upload-left.csv", folder / "upload-used.csv"
    left.write_bytes(b"row")
    with used.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        upload_folder(tmp_path)
    assert not left.exists()
    assert used.exists()
