"""What one CSV record is: quotes as in RFC 4180, and a lone quote never swallows a row."""

import pytest

from matcher.intake.blocks import cut_block
from matcher.intake.defects import Fault
from matcher.intake.tokens import MAX_BYTES, MAX_LINES, Lines, NeedMore, Record, scan

CASES: list[tuple[bytes, int, list[bytes | list[bytes]], str]] = [
    (b"a,b\nc,d\n", 2, [[b"a", b"b"], [b"c", b"d"]], "plain rows"),
    (b"a,b\r\nc,d\rd,e\n\nf,g", 2, [[b"a", b"b"], [b"c", b"d"], [b"d", b"e"], [b"f", b"g"]], "CR LF, CR, LF, blank"),
    (b'"a","b"\n', 2, [[b"a", b"b"]], "quoted"),
    (b'"a,b",c\n', 2, [[b"a,b", b"c"]], "a comma inside quotes"),
    (b'"a""b","""c"""\n', 2, [[b'a"b', b'"c"']], "doubled quotes"),
    (b'"","",\n', 3, [[b"", b"", b""]], "empty quoted values"),
    (b'a"b,c"\n', 2, [[b'a"b', b'c"']], "quotes inside an unquoted value are characters"),
    (b' "a",b\n', 2, [[b' "a"', b"b"]], "a space before the quote makes it a character"),
    (b'a,"b\nc",d\ne,f,g\n', 3, [[b"a", b"b\nc", b"d"], [b"e", b"f", b"g"]], "a line end inside quotes"),
    (b'a,"b\n\nc",d\n', 3, [[b"a", b"b\n\nc", b"d"]], "a blank line inside quotes"),
    (b'"a\nb",c,d\ne,f,g\n', 3, [[b"a\nb", b"c", b"d"], [b"e", b"f", b"g"]], "a line end in the first value"),
    (b'a,b,"c\nd"\ne,f,g\n', 3, [[b"a", b"b", b"c\nd"], [b"e", b"f", b"g"]], "a line end in the last value"),
    (b'a,"b,c\nd,e,f\ng,h,i\n', 3, [b"unclosed_quote", [b"d", b"e", b"f"], [b"g", b"h", b"i"]], "a lone quote"),
    (b'a,"b,c\n"d","e","f"\n', 3, [b"unclosed_quote", [b"d", b"e", b"f"]], "a lone quote before quoted rows"),
    (b'a,"b,c\nd,"e",f\n', 3, [b"unclosed_quote", [b"d", b"e", b"f"]], "a lone quote before a quoted value"),
    (b'a,"b,c\nd,e",f\n', 3, [b"unclosed_quote", [b"d", b'e"', b"f"]], "a lone quote before a stray one"),
    (b'a,b,"c\nd,e,"",\n', 3, [b"unclosed_quote", b"ragged_row"], "a lone quote before an empty value"),
    (b'"a,b,c\nd",e,f\n', 3, [b"unclosed_quote", [b'd"', b"e", b"f"]], "a lone quote that begins a whole row"),
    (b'a,"b"c,d\ne,f,g\n', 3, [b"unclosed_quote", [b"e", b"f", b"g"]], "text after a closing quote"),
    (b'a,b,"c', 3, [b"unclosed_quote"], "a quote open at the end of the file"),
    (b"a,b\na,b,c,d\na,b,c\n", 3, [b"ragged_row", b"ragged_row", [b"a", b"b", b"c"]], "too few and too many fields"),
    (b'a,"b\nc",d,e,f\nf,g,h\n', 3, [b"unclosed_quote", b"ragged_row", [b"f", b"g", b"h"]], "ragged over two lines"),
    (b"  \n\t\n\x1a", 2, [], "lines of spaces, and the end-of-file mark of old systems"),
    (b"a\n" * 3, 1, [[b"a"], [b"a"], [b"a"]], "one column"),
    (b",\n,\n", 2, [[b"", b""], [b"", b""]], "rows of nothing but commas are rows"),
    (b"a,\x00\n", 2, [[b"a", b"\x00"]], "NUL is a character here"),
]


@pytest.mark.parametrize(("data", "width", "expected"), [case[:3] for case in CASES], ids=[case[3] for case in CASES])
def test_rows(data: bytes, width: int, expected: list[bytes | list[bytes]]) -> None:
    cut = cut_block(data, width, "utf-8", at_end=True)
    lines = Lines.of(data)
    found: list[bytes | list[bytes]] = []
    for start in cut.starts.tolist():
        record = cut.odd[start] if start in cut.odd else scan(lines, start, width, at_end=True)
        if isinstance(record, Fault):
            found.append(record.code.encode())
        else:
            found.append([value for _, value in record.fields])
    assert found == expected
    assert cut.lines == len(lines)


def test_a_record_may_have_many_lines_but_not_more_than_the_bound() -> None:
    value = b'"' + b"x\n" * (MAX_LINES - 1) + b'"'
    lines = Lines.of(b"a," + value + b"\n")
    assert scan(lines, 0, 2, at_end=True) == Record([(0, b"a"), (3, value[1:-1])], MAX_LINES)
    longer = Lines.of(b'a,"' + b"x\n" * MAX_LINES + b'"\n')
    assert scan(longer, 0, 2, at_end=True) == Fault("row", "unclosed_quote")


def test_a_record_may_not_have_more_bytes_than_the_bound() -> None:
    lines = Lines.of(b'a,"' + b"x" * (MAX_BYTES // 2) + b"\n" + b"y" * MAX_BYTES + b'"\n')
    assert scan(lines, 0, 2, at_end=False) == Fault("row", "unclosed_quote")
    lines = Lines.of(b"a," + b"x" * MAX_BYTES)
    assert scan(lines, 0, 2, at_end=True) == Fault("row", "over_long", "more than 1,048,576 bytes")


def test_an_open_quote_at_the_end_of_the_data_at_hand_waits_for_more() -> None:
    with pytest.raises(NeedMore):
        scan(Lines.of(b'a,"b\nc\n'), 0, 3, at_end=False)


def test_a_block_that_ends_inside_quotes_leaves_the_record_to_the_next() -> None:
    cut = cut_block(b'a,b\nc,"d\ne\n', 2, "utf-8", at_end=False)
    assert (cut.starts.tolist(), cut.used, cut.lines, cut.text) == ([0], 4, 1, b"a,b\n")


def test_an_undecodable_row_is_no_plain_row_and_the_others_are() -> None:
    cut = cut_block("髙,1\n".encode("cp932") + b"\x81\xff,2\n" + "﨑,3\n".encode("cp932"), 2, "cp932", at_end=True)
    assert (cut.text.decode(), list(cut.odd)) == ("髙,1\n﨑,3\n", [1])
