"""Intake under any input: rows in are rows out, only a refusal stops it, nothing leaks, and bulk equals one by one."""

import csv
import io
import itertools
import tempfile
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matcher.intake.blocks import cut_block
from matcher.intake.bulk import Checker
from matcher.intake.checks import check_row
from matcher.intake.columns import valid_numbers
from matcher.intake.defects import Fault, FileDefect
from matcher.intake.digits import plain_dates
from matcher.intake.encodings import can_decode, is_utf8
from matcher.intake.line_counts import LineCounter
from matcher.intake.row_keys import RowKeyHasher, canonical
from matcher.intake.schemas import ENROLMENT, RESIDENT, FileContract
from matcher.intake.tokens import Lines, scan
from normalizers.dates import parse_date
from tests.intake_files import AS_OF, BAD_CANARIES, CANARIES, csv_text, enrolment, enrolments, read, resident, residents

WIDE = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
NARROW = {0xFF10 + digit: str(digit) for digit in range(10)}
ECHOED = ("insurer_number", "symbol", "number", "branch", "name", "name_kana", "birth_date", "sex", "address")
HEADER = csv_text([]).strip().encode()

numbers = (
    st.sampled_from(CANARIES)
    | st.sampled_from(BAD_CANARIES)
    | st.sampled_from(CANARIES).map(lambda n: n.translate(WIDE))
)
WAREKI = r"(昭和|平成|令和|[MTSHR1-5])(元|[0-9]{1,2})[年.]?[0-9]{1,2}[月.]?[0-9]{1,2}日?"
DIGITS = r"[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
dates = st.dates().map("{:%Y%m%d}".format) | st.dates().map(str) | st.from_regex(f"{WAREKI}|{DIGITS}", fullmatch=True)
texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["", " ", "　", "\0", "髙﨑", "\u00a0", "\u2003x", "a" * 65, "あ" * 201, "\ufeff", "\x85", "０１"]
)
values = (
    numbers
    | dates
    | texts
    | st.sampled_from(["1", "2", "3", "0", "１", " 2 ", "06130488", "138016", "01", "1000001", "100-0001"])
)
pieces = st.sampled_from(
    [b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\xff", b"\x81", b"\0", "髙".encode(), b"a", b" "]
) | st.binary(max_size=6)


def rows_of(contract: FileContract) -> st.SearchStrategy[dict[str, str]]:
    """Return rows that are clean but for some values."""
    clean = enrolment if contract is ENROLMENT else resident
    names = [column.name for column in contract.columns]
    return st.builds(
        lambda place, changes: clean(place) | changes,
        st.integers(0, 5),
        st.dictionaries(st.sampled_from(names), values, max_size=4),
    )


def file_of(data: bytes, suffix: str = ".csv") -> Path:
    """Write a file that the caller unlinks."""
    with tempfile.NamedTemporaryFile(suffix=suffix, delete=False) as stream:
        stream.write(data)
    return Path(stream.name)


def physical_rows(data: bytes) -> list[Fault | list[bytes]]:
    """Read the data after the header one record at a time, from the definition alone."""
    lines = Lines.of(data)
    width = len(ENROLMENT.columns)
    found: list[Fault | list[bytes]] = []
    at = 0
    while at < len(lines):
        if not lines.text(at).strip(b" \t\x1a"):
            at += 1
            continue
        record = scan(lines, at, width, at_end=True)
        found.append(record if isinstance(record, Fault) else [value for _, value in record.fields])
        at += 1 if isinstance(record, Fault) else record.lines
    return found


@given(st.lists(pieces, max_size=60).map(b"".join), st.integers(1, 40))
@example(b'"\n"', 1)
def test_rows_in_are_rows_out_whatever_the_bytes(data: bytes, block: int) -> None:
    """Any bytes after a header: as many rows come out as the definition finds, whatever the size of the blocks."""
    path = file_of(HEADER + b"\n" + data)
    try:
        with mock.patch("matcher.intake.csv_files.BLOCK", block):
            file = enrolments(path)
            rows = read(file)
    except FileDefect as refusal:
        assert refusal.code in {"header_only", "unknown_encoding"}  # noqa: PT017  one outcome of two
        return
    finally:
        path.unlink()
    expected = physical_rows(data)
    assert len(rows) == file.rows == len(expected)
    assert [row["row"] for row in rows] == list(range(1, len(rows) + 1))
    for row, record in zip(rows, expected, strict=True):
        assert not isinstance(record, Fault) or row["defect"] == record.key
    assert sum(file.defects.counts.values()) == sum(row["defect"] is not None for row in rows)


@given(
    st.lists(
        st.lists(
            st.sampled_from([b"a", b"", b'"b"', b'"b,\n"', b'"', b'c"d', b'"e"f', b'""']), min_size=1, max_size=4
        ).map(b",".join),
        max_size=12,
    )
)
def test_plain_rows_are_what_the_definition_says(rows: list[bytes]) -> None:
    """The array arithmetic calls a line plain only if the definition reads it as one row of one line."""
    data = b"\n".join(rows)
    lines = Lines.of(data)
    cut = cut_block(data, 3, "utf-8", at_end=True)
    parsed = list(csv.reader(io.StringIO(cut.text.decode(), newline=""), strict=True))
    plain = [start for start in cut.starts.tolist() if start not in cut.odd]
    for start, fields in zip(plain, parsed, strict=True):
        record = scan(lines, start, 3, at_end=True)
        assert not isinstance(record, Fault)
        assert [value.decode() for _, value in record.fields] == fields


@given(st.binary(max_size=200), st.lists(st.integers(0, 200)))
def test_lines_are_counted_alike_wherever_chunks_are_cut(data: bytes, cuts: list[int]) -> None:
    """The second opinion agrees with the lines that the reader cuts."""
    counter = LineCounter()
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for first, last in itertools.pairwise(edges):
        counter.feed(data[first:last])
    assert counter.lines == len(Lines.of(data))


@given(st.lists(pieces | st.binary(max_size=4), max_size=8).map(b"".join))
@example(b"\xed\xa0\x80")
@example(b"\xf4\x90\x80\x80")
@example(b"\xc0\x80")
def test_a_block_is_utf8_if_python_can_read_it(data: bytes) -> None:
    """The fast test for whole blocks and the test of single rows never differ."""
    assert is_utf8(data) == can_decode(data, "utf-8")


def damaged(sample: bytes) -> st.SearchStrategy[bytes]:
    """Return the sample cut short, with bytes flipped, or with bytes put in."""
    place = st.integers(0, len(sample) - 1)
    return st.one_of(
        place.map(lambda at: sample[:at]),
        st.lists(st.tuples(place, st.integers(0, 255)), max_size=8).map(lambda flips: flipped(sample, flips)),
        st.tuples(place, st.binary(max_size=20)).map(lambda put: sample[: put[0]] + put[1] + sample[put[0] :]),
    )


def flipped(sample: bytes, flips: list[tuple[int, int]]) -> bytes:
    """Return the sample with these bytes at these places."""
    data = bytearray(sample)
    for at, octet in flips:
        data[at] = octet
    return bytes(data)


SAMPLE = csv_text(
    [enrolment(place, address='丸の内,"1"\n2') if place == 1 else enrolment(place) for place in range(4)], japanese=True
)


@given(st.sampled_from(["utf-8", "cp932"]).flatmap(lambda encoding: damaged(SAMPLE.encode(encoding))))
def test_a_damaged_file_is_read_or_refused_and_leaks_nothing(data: bytes) -> None:
    """No damage makes anything but rows with defects or a refusal, and no message shows a 個人番号."""
    path = file_of(data)
    said = []
    try:
        file = enrolments(path)
        rows = read(file)
        assert len(rows) == file.rows
        said = [*file.warnings, *file.defects.report()]
    except FileDefect as refusal:
        said = [str(refusal)]
    finally:
        path.unlink()
    text = "\n".join(said).replace(str(path), "")
    assert not any(number in text for number in CANARIES)


def parquet_bytes(rows: list[dict[str, str]]) -> bytes:
    """Return rows as a Parquet file."""
    out = io.BytesIO()
    pq.write_table(pa.table({name: [row[name] for row in rows] for name in rows[0]}), out, compression="none")
    return out.getvalue()


@given(damaged(parquet_bytes([enrolment(place) for place in range(4)])))
def test_a_damaged_parquet_file_is_read_or_refused_and_leaks_nothing(data: bytes) -> None:
    """As for CSV: whatever Arrow makes of the bytes, it is rows with defects or a refusal."""
    path = file_of(data, ".parquet")
    try:
        file = enrolments(path)
        assert len(read(file)) == file.rows
        said = "".join([*file.warnings, *file.defects.report()])
    except FileDefect as refusal:
        said = str(refusal)
    finally:
        path.unlink()
    assert not any(number in said for number in CANARIES)


def columns_of(contract: FileContract, rows: list[dict[str, str]]) -> dict[str, pa.StringArray]:
    """Return rows as the columns that a reader gives, cut out of longer ones as a reader may."""
    padded = [rows[0], *rows, rows[0]]
    return {
        column.name: pa.array([row[column.name] for row in padded]).slice(1, len(rows)) for column in contract.columns
    }


@settings(max_examples=100)
@given(
    st.sampled_from([ENROLMENT, RESIDENT]).flatmap(
        lambda contract: st.tuples(st.just(contract), st.lists(rows_of(contract), min_size=1, max_size=8))
    )
)
def test_bulk_says_what_one_by_one_says(case: tuple[FileContract, list[dict[str, str]]]) -> None:
    """The vectorised checks equal the definition, row by row."""
    contract, rows = case
    columns = columns_of(contract, rows)
    number = contract.column("individual_number")
    found = Checker(contract, AS_OF).faults(columns, valid_numbers(columns[number.name], number.max_length)[0])
    assert [found.get(place) for place in range(len(rows))] == [check_row(contract, row, AS_OF) for row in rows]


@given(st.lists(rows_of(ENROLMENT), min_size=1, max_size=10))
def test_csv_and_parquet_give_the_same(rows: list[dict[str, str]]) -> None:
    """The same text in both kinds of file comes out alike, and echoed values are what was written."""
    paths = file_of(parquet_bytes(rows), ".parquet"), file_of(csv_text(rows).encode())
    try:
        from_parquet, from_csv = (read(enrolments(path, "utf-8")) for path in paths)
    finally:
        for path in paths:
            path.unlink()
    for row in (*from_csv, *from_parquet):
        del row["line"]
    assert from_parquet == from_csv
    for row, written in zip(from_csv, rows, strict=True):
        numbers_of_row = [digits for digits in CANARIES if digits in str(row).translate(NARROW)]
        if row["defect"] is None:
            assert all(row[name] == written[name] for name in ECHOED)
            assert all(
                digits in "".join(written[name] for name in ECHOED).translate(NARROW) for digits in numbers_of_row
            )
        else:
            assert numbers_of_row == []


@given(st.lists(rows_of(ENROLMENT), min_size=2, max_size=10))
def test_equal_row_keys_have_equal_hashes(rows: list[dict[str, str]]) -> None:
    """The hash of the bulk path finds every pair that the definition calls equal, across batches."""
    readable = [check_row(ENROLMENT, row, AS_OF) is None for row in rows]
    hasher = RowKeyHasher()
    together = hasher.hashes(columns_of(ENROLMENT, rows), len(rows)).tolist()
    alone = [int(hasher.hashes(columns_of(ENROLMENT, [row]), 1)[0]) for row in rows]
    clean = [place for place in range(len(rows)) if readable[place]]
    assert all(together[place] == alone[place] for place in clean)
    for one, other in itertools.combinations(clean, 2):
        assert (canonical(rows[one]) == canonical(rows[other])) == (alone[one] == alone[other])


@given(st.lists(rows_of(RESIDENT), min_size=1, max_size=10))
def test_no_number_comes_out_twice(rows: list[dict[str, str]]) -> None:
    """Residents come out at most once per person key, and every row is used or reported."""
    path = file_of(csv_text(rows, RESIDENT).encode())
    try:
        file = residents(path, "utf-8")
        found = read(file)
    finally:
        path.unlink()
    keys = [row["person_key"] for row in found]
    assert len(set(keys)) == len(keys)
    assert len(found) + sum(file.defects.counts.values()) == file.rows == len(rows)


@given(st.lists(dates, min_size=1, max_size=20))
def test_plain_dates_are_dates(written: list[str]) -> None:
    """A date accepted by arithmetic is the date that the parser reads."""
    for text, day in zip(written, plain_dates(pa.array(written)).tolist(), strict=True):
        assert day == 0 or parse_date(text).compact == f"{day:08d}"
