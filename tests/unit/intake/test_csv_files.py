"""CSV files: encodings, headers, line ends and every way in which a row or a file can be broken."""

from pathlib import Path

import pytest

from matcher.intake.csv_files import CsvSource
from matcher.intake.defects import CountMismatch, FileDefect
from matcher.intake.encodings import can_decode
from matcher.intake.schemas import ENROLMENT
from matcher.intake.tokens import MAX_BYTES
from tests.intake_files import CANARIES, csv_text, defects, enrolment, enrolments, read, write_csv

ROWS = [enrolment(place) for place in range(4)]
TEXT = csv_text(ROWS)
HEADER = TEXT.split("\r\n", 1)[0]
FIRST = TEXT.split("\r\n")[1]

READABLE: list[tuple[bytes, str, str]] = [
    (TEXT.encode(), "utf-8", "UTF-8"),
    (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8", "UTF-8 with BOM"),
    (TEXT.encode("cp932"), "cp932", "CP932 with an English header"),
    (csv_text(ROWS, japanese=True).encode("cp932"), "cp932", "CP932 with a Japanese header"),
    (csv_text(ROWS, japanese=True).encode(), "utf-8", "UTF-8 with a Japanese header"),
    (b"\xef\xbb\xbf" + csv_text(ROWS, japanese=True).encode(), "utf-8", "BOM and a Japanese header"),
    (TEXT.replace("\r\n", "\n").encode(), "utf-8", "LF"),
    (TEXT.replace("\r\n", "\r").encode(), "utf-8", "CR"),
    (TEXT.replace("\r\n", "\n", 2).encode(), "utf-8", "mixed line ends"),
    (TEXT.rstrip().encode(), "utf-8", "no line end at the end"),
    ((TEXT + "\x1a").encode("cp932"), "cp932", "an end-of-file mark"),
    (TEXT.replace("\r\n", "\r\n\r\n \t\r\n").encode(), "utf-8", "blank lines"),
    (("\r\n\r\n" + TEXT).encode(), "utf-8", "blank lines before the header"),
    (
        '"{}"\r\n'.format('","'.join(HEADER.split(","))).encode() + TEXT.split("\r\n", 1)[1].encode(),
        "utf-8",
        "quoted header",
    ),
    (TEXT.replace("sex", " ＳＥＸ ").replace("name_kana", "氏名（フリガナ）").encode(), "utf-8", "other spellings"),
]


@pytest.mark.parametrize(("data", "encoding"), [case[:2] for case in READABLE], ids=[case[2] for case in READABLE])
@pytest.mark.parametrize("block", [64, 8 << 20])
def test_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, encoding: str, block: int) -> None:
    monkeypatch.setattr("matcher.intake.csv_files.BLOCK", block)
    path = tmp_path / "e.csv"
    path.write_bytes(data)
    source = CsvSource(path, ENROLMENT)
    rows = [row for batch in source.batches(source.columns) for row in zip(*batch.columns.values(), strict=True)]
    assert source.encoding == encoding
    assert [dict(zip(source.columns, map(str, row), strict=True)) for row in rows] == ROWS
    assert source.warnings == []


def test_the_order_of_the_columns_is_free(tmp_path: Path) -> None:
    names = HEADER.split(",")[::-1]
    path = tmp_path / "e.csv"
    lines = [",".join(names), *(",".join(row[name] for name in names) for row in ROWS)]
    path.write_text("\n".join(lines), encoding="utf-8")
    rows = read(enrolments(path))
    assert [(row["name"], row["number"], row["defect"]) for row in rows] == [
        (row["name"], row["number"], None) for row in ROWS
    ]


def test_optional_columns_may_be_absent(tmp_path: Path) -> None:
    names = [name for name in HEADER.split(",") if name not in ("symbol", "branch", "postal_code", "qualified_to")]
    path = tmp_path / "e.csv"
    path.write_text("\n".join([",".join(names), *(",".join(row[name] for name in names) for row in ROWS)]))
    rows = read(enrolments(path))
    assert [(row["symbol"], row["branch"], row["qualified_to"], row["defect"]) for row in rows] == [
        ("", "", "", None)
    ] * 4


ROW_FAULTS: list[tuple[bytes, str, str]] = [
    (FIRST.encode() + b",x", "row.ragged_row", "a field too many"),
    (FIRST.encode().rsplit(b",", 1)[0], "row.ragged_row", "a field too few"),
    (FIRST.replace(",19850102", ',"19850102').encode(), "row.unclosed_quote", "an unclosed quote"),
    (FIRST.replace(",19850102", ',"1985"0102').encode(), "row.unclosed_quote", "text after a closing quote"),
    (FIRST.replace("髙﨑", "髙\0﨑").encode(), "name.nul", "NUL in a name"),
    (FIRST.replace("06130488", "\x006130488").encode(), "insurer_number.nul", "NUL in a number"),
    (FIRST.replace("髙﨑", "あ").encode("cp932"), "symbol.bad_encoding", "a row in CP932"),
    (FIRST.encode().replace(b"\xe9\xab\x99", b"\xff"), "name.bad_encoding", "a byte that UTF-8 does not have"),
    (FIRST.encode().replace(b"\xe9\xab\x99", b"\xed\xa0\x80"), "name.bad_encoding", "a surrogate"),
    (FIRST.replace("髙﨑", "あ" * 500).encode(), "name.over_long", "a name of 500 characters"),
    (FIRST.replace("髙﨑", "あ" * MAX_BYTES).encode(), "row.over_long", "a line of megabytes"),
    (FIRST.replace(CANARIES[0], "1234-5678-9018").encode(), "individual_number.hyphen", "hyphens"),
    (b",,,,,,,,,,,,,,", "insurer_number.missing_required", "nothing but commas"),
]


@pytest.mark.parametrize(("row", "expected"), [case[:2] for case in ROW_FAULTS], ids=[case[2] for case in ROW_FAULTS])
@pytest.mark.parametrize("block", [1021, 8 << 20])
def test_a_faulty_row_is_rejected_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: bytes, expected: str, block: int
) -> None:
    monkeypatch.setattr("matcher.intake.csv_files.BLOCK", block)
    lines = TEXT.encode().split(b"\r\n")
    path = tmp_path / "e.csv"
    path.write_bytes(b"\r\n".join([*lines[:2], row, *lines[2:]]))
    file = enrolments(path)
    rows = read(file)
    assert [row["defect"] for row in rows] == [None, expected, None, None, None]
    assert [row["line"] for row in rows] == [2, 3, 4, 5, 6]
    assert [row["row"] for row in rows] == [1, 2, 3, 4, 5]
    assert file.defects.counts == {expected: 1}
    assert str(file.defects.first[0]).startswith(f"{path}:3: {expected.replace('.', ': ')} ")


def test_a_bad_byte_is_named_by_its_place_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    data = TEXT.encode()
    place = data.index("髙".encode(), data.index(b"1002"))
    path.write_bytes(data[:place] + b"\xff" + data[place + 3 :])
    file = enrolments(path)
    read(file)
    assert file.defects.first[0].text.endswith(f"(at byte {place} of the file)")


def test_a_value_over_two_lines_is_one_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "e.csv", [ROWS[0], enrolment(1, address='丸の内,\n"1"'), ROWS[2]])
    rows = read(enrolments(path))
    assert [(row["line"], row["defect"]) for row in rows] == [(2, None), (3, None), (5, None)]
    assert rows[1]["address"] == '丸の内,\n"1"'


def test_a_hundred_lone_quotes_reject_a_hundred_rows(tmp_path: Path) -> None:
    rows = [enrolment(place) for place in range(180)]
    text = csv_text(rows)
    for place in range(0, 180, 2):
        text = text.replace(f",{1000 + place},", f',"{1000 + place},')
    path = tmp_path / "e.csv"
    path.write_text(text, encoding="utf-8", newline="")
    assert defects(enrolments(path)) == ["row.unclosed_quote", None] * 90


def test_a_row_that_cannot_be_cut_echoes_nothing(tmp_path: Path) -> None:
    shifted = FIRST.split(",", 1)[1]
    path = tmp_path / "e.csv"
    path.write_text(f"{HEADER}\n{shifted}\n", encoding="utf-8")
    row = read(enrolments(path))[0]
    assert (row["defect"], row["insurer_number"], row["symbol"], row["number"], row["branch"]) == (
        "row.ragged_row", "", "", "", "",
    )  # fmt: skip
    assert row["person_key"] is None


def test_an_undecodable_value_of_a_column_that_is_not_read_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(f"{HEADER},memo\n{FIRST},".encode() + b"\xff\n")
    file = enrolments(path)
    assert defects(file) == [None]
    assert file.warnings == [f"{path}: unknown_column memo"]


FILE_FAULTS: list[tuple[bytes, str, str, str]] = [
    (b"", "empty_file", "", "nothing"),
    (b"\xef\xbb\xbf", "empty_file", "", "only a BOM"),
    (b"\r\n \r\n\x1a", "empty_file", "", "only blank lines"),
    (HEADER.encode(), "header_only", "", "only a header"),
    (HEADER.encode() + b"\n\n \n", "header_only", "", "a header and blank lines"),
    (TEXT.split("\r\n", 1)[1].encode(), "no_header", "", "no header"),
    (TEXT.replace(",", "\t").encode(), "no_header", "a tab stands between the names", "tabs"),
    (TEXT.replace(",", ";").encode(), "no_header", "a semicolon stands between the names", "semicolons"),
    (b'"' + TEXT.encode(), "no_header", "never closed", "a quote open on the header"),
    (TEXT.replace("name_kana", "name").encode(), "duplicate_column", "name (氏名)", "a column twice"),
    (TEXT.replace("name_kana", "漢字氏名").encode(), "duplicate_column", "name (氏名)", "a column under two names"),
    (
        TEXT.replace("check_basis", "x").replace("sex", "y").encode(),
        "missing_column",
        "sex (性別), check_basis (",
        "two missing",
    ),
    (csv_text(ROWS, japanese=True).encode("euc_jp", "ignore"), "unknown_encoding", "EUC-JP", "EUC-JP"),
    (csv_text(ROWS, japanese=True).encode("iso2022_jp", "ignore"), "unknown_encoding", "ISO-2022-JP", "ISO-2022-JP"),
    (TEXT.encode("utf-16"), "unknown_encoding", "UTF-16", "UTF-16 with BOM"),
    (TEXT.encode("utf-16-le"), "unknown_encoding", "UTF-16", "UTF-16 without BOM"),
    (csv_text(ROWS, japanese=True).encode("utf-16-le"), "unknown_encoding", "UTF-16", "UTF-16 in Japanese without BOM"),
    (csv_text(ROWS, japanese=True).encode("utf-16-be"), "unknown_encoding", "UTF-16", "UTF-16 the other way round"),
    (TEXT.encode("utf-32"), "unknown_encoding", "UTF-32", "UTF-32"),
    ("氏名,住所\n".encode("cp932") + b"\xff\xff\n", "missing_column", "insurer_number", "a short CP932 header"),
    (b"\x81\xff,sex\n1,2\n", "undecodable_header", "not utf-8", "a header in no encoding"),
    (b"PK\x03\x04" + bytes(100), "another_format", "Excel", "xlsx"),
    (b"\xd0\xcf\x11\xe0" + bytes(100), "another_format", "Excel", "xls"),
    (b"\x1f\x8b" + bytes(100), "another_format", "gzip", "gzip"),
    (b"%PDF-1.7", "another_format", "PDF", "PDF"),
    (b"(\xb5/\xfd" + bytes(9), "another_format", "zstd", "zstd"),
    (b"\n <?xml version='1.0'?>", "another_format", "XML", "XML"),
    (b'{"name": "x"}', "another_format", "JSON", "JSON"),
    (b'[ {"name": "x"}]', "another_format", "JSON", "a JSON list"),
    (b"[name],[sex]\n", "missing_column", "insurer_number", "names in brackets"),
    (b"x" * (MAX_BYTES + 1), "no_header", "more than 1,048,576 bytes", "one line of a megabyte"),
    (TEXT.encode("euc_jp", "ignore"), "unknown_encoding", "EUC-JP", "EUC-JP with an English header"),
    (TEXT.encode("iso2022_jp", "ignore"), "unknown_encoding", "ISO-2022-JP", "ISO-2022-JP with an English header"),
    (b"PARE" + bytes(20), "another_format", "encrypted Parquet", "encrypted Parquet"),
    (b"PAR1" + bytes(20), "unreadable_file", "damaged Parquet", "half a Parquet file"),
]


@pytest.mark.parametrize(
    ("data", "code", "part"), [case[:3] for case in FILE_FAULTS], ids=[case[3] for case in FILE_FAULTS]
)
def test_a_faulty_file_is_refused(tmp_path: Path, data: bytes, code: str, part: str) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(data)
    with pytest.raises(FileDefect) as caught:
        enrolments(path)
    assert caught.value.code == code
    assert part in caught.value.message
    assert caught.value.message.startswith(str(path))
    assert caught.value.hint
    assert not any(number in str(caught.value) for number in CANARIES)


DECLARED = [
    ("utf-8", TEXT.encode(), None, "UTF-8 as declared"),
    ("UTF8", TEXT.encode(), None, "another spelling"),
    ("shift_jis", TEXT.encode("cp932"), None, "Shift_JIS means CP932"),
    ("cp932", b"\xef\xbb\xbf" + TEXT.encode(), "wrong_encoding", "CP932 with the BOM of UTF-8"),
    ("latin-1", TEXT.encode(), "unknown_encoding", "neither of the two"),
    ("utf-8", csv_text(ROWS, japanese=True).encode("cp932"), "wrong_encoding", "a CP932 header declared as UTF-8"),
    ("cp932", csv_text(ROWS, japanese=True).encode(), "wrong_encoding", "a UTF-8 header declared as CP932"),
]


@pytest.mark.parametrize(("name", "data", "code"), [case[:3] for case in DECLARED], ids=[case[3] for case in DECLARED])
def test_a_declared_encoding(tmp_path: Path, name: str, data: bytes, code: str | None) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(data)
    if code is None:
        assert defects(enrolments(path, name)) == [None] * 4
        return
    with pytest.raises(FileDefect) as caught:
        enrolments(path, name)
    assert caught.value.code == code


def test_a_wrong_declaration_rejects_rows_and_never_guesses(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(TEXT.encode("cp932"))
    assert defects(enrolments(path, "utf-8")) == ["symbol.bad_encoding"] * 4


def test_one_row_of_another_world_does_not_refuse_the_file(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    lines = TEXT.encode().split(b"\r\n")
    lines[2] = TEXT.split("\r\n")[2].encode("iso2022_jp", "ignore")
    lines[3] = TEXT.split("\r\n")[3].encode("euc_jp", "ignore")
    path.write_bytes(b"\r\n".join(lines))
    file = enrolments(path)
    assert file.encoding == "utf-8"
    assert [row["defect"] for row in read(file)][::3] == [None, None]


def test_one_bad_row_does_not_change_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    lines = TEXT.encode("cp932").split(b"\r\n")
    lines[2] = TEXT.split("\r\n")[2].encode()
    path.write_bytes(b"\r\n".join(lines))
    file = enrolments(path)
    rows = read(file)
    assert file.encoding == "cp932"
    assert [rows[place]["name"] for place in (0, 2, 3)] == ["髙﨑　花子"] * 3


def test_places_that_are_no_files(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.csv", Path("/dev/null")):
        with pytest.raises(FileDefect) as caught:
            enrolments(path)
        assert caught.value.code == "unreadable_file"


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "e.csv", ROWS)
    file = enrolments(path)
    with path.open("ab") as stream:
        stream.write(FIRST.encode())
    with pytest.raises((FileDefect, CountMismatch)):
        read(file)


def test_lines_that_are_not_accounted_for_stop_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.intake.line_counts.LineCounter.lines", 3)
    with pytest.raises(CountMismatch, match="3 lines in the file, 5 accounted for"):
        enrolments(write_csv(tmp_path / "e.csv", ROWS))


def test_every_character_of_cp932_survives(tmp_path: Path) -> None:
    """All of it: JIS X 0208, NEC and IBM extensions such as 髙 and 﨑, half-width kana and the private area."""
    codes = [bytes([lead, trail]) for lead in (*range(0x81, 0xA0), *range(0xE0, 0xFD)) for trail in range(0x40, 0xFD)]
    codes += [bytes([octet]) for octet in (*range(0x23, 0x2C), *range(0x2D, 0x7F), *range(0xA1, 0xE0))]
    written = [(code, code.decode("cp932")) for code in codes if can_decode(code, "cp932")]
    assert len(written) > 9_500
    head, row = csv_text([enrolment(0, name="NAME")]).encode("cp932").split(b"\r\n")[:2]
    path = tmp_path / "e.csv"
    path.write_bytes(b"\n".join([head, *(row.replace(b"NAME", code) for code, _ in written)]))
    source = CsvSource(path, ENROLMENT)
    found = [name for batch in source.batches(("name",)) for name in batch.columns["name"].to_pylist()]
    assert source.encoding == "cp932"
    assert found == [name for _, name in written]
