"""What one stage leaves for the next: sealed, private, whole or not there."""

import stat
from pathlib import Path

import pytest

from matcher.engines.portioned.spill import Spill, SpillDamaged, put, taken

SECRET = b"s" * 32
VALUE = "ヤマダ タロウ".encode()


@pytest.fixture
def spill(tmp_path: Path) -> Spill:
    spill = Spill(tmp_path, SECRET)
    spill.write("answers-1", {3: VALUE, 9: b""})
    return spill


def test_blobs_come_back_by_number(spill: Spill) -> None:
    assert spill.numbers("answers-1") == [3, 9]
    assert [spill.read("answers-1", number) for number in (3, 9, 4)] == [VALUE, b"", None]
    spill.write("answers-2", {4: b"other"})
    assert list(spill.read_all(["answers-1", "answers-2"], 4)) == [b"other"]


def test_no_value_lies_there_in_plain_text_and_nobody_else_may_read(spill: Spill) -> None:
    (place,) = spill.folder.iterdir()
    assert VALUE not in place.read_bytes()
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert SECRET.hex() not in repr(spill)


@pytest.mark.parametrize("at", [0, 15, 25])
def test_a_changed_byte_is_no_blob(spill: Spill, at: int) -> None:
    place = spill.folder / "answers-1"
    content = bytearray(place.read_bytes())
    content[at] ^= 1
    place.write_bytes(content)
    with pytest.raises(SpillDamaged):
        spill.read("answers-1", 3)


def test_a_blob_of_another_name_or_run_is_none(spill: Spill) -> None:
    (spill.folder / "answers-1").rename(spill.folder / "answers-7")
    with pytest.raises(SpillDamaged):
        spill.read("answers-7", 3)
    (spill.folder / "answers-7").rename(spill.folder / "answers-1")
    with pytest.raises(SpillDamaged):
        Spill(spill.folder, bytes(32)).read("answers-1", 3)


def test_what_was_not_written_to_its_end_is_not_there(spill: Spill) -> None:
    with pytest.raises(TypeError):
        spill.write("answers-2", {1: b"whole", 2: "no bytes"})  # type: ignore[dict-item]
    assert not spill.has("answers-2")


def test_functions_travel_by_name(spill: Spill) -> None:
    put(spill, "judge", len)
    assert taken(spill, "judge")(b"four") == 4
    with pytest.raises(LookupError, match="judge has no 1"):
        spill.get("judge", 1)


def test_nothing_is_left_of_a_file_that_could_not_be_written_whole(spill: Spill) -> None:
    with pytest.raises(TypeError):
        spill.write("answers-2", {1: VALUE, 2: VALUE.decode()})  # type: ignore[dict-item]
    assert [place.name for place in spill.folder.iterdir()] == ["answers-1"]
    assert not spill.has("answers-2")
