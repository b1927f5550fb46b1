"""A key file is its owner's alone, or it is refused."""

from pathlib import Path

import pytest

from api.keyfiles import KeyFileError, read_key, read_or_create_key


def test_a_missing_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "token.key"
    key = read_or_create_key(path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_or_create_key(path) == key


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        pytest.param(bytes(32), 0o640, "can be read by others", id="the group may read"),
        pytest.param(bytes(32), 0o604, "can be read by others", id="anybody may read"),
        pytest.param(bytes(31), 0o600, "does not hold 32 bytes", id="too short"),
        pytest.param(b"", 0o600, "does not hold 32 bytes", id="empty"),
    ],
)
def test_a_key_file_that_cannot_be_trusted_is_refused(tmp_path: Path, content: bytes, mode: int, told: str) -> None:
    path = tmp_path / "token.key"
    path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=told):
        read_or_create_key(path)


def test_a_missing_key_file_is_refused_where_none_may_be_made(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot be read"):
        read_key(tmp_path / "token.key")
