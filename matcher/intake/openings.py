"""The start of a CSV file: is it one, in which encoding, and where its header ends.

What is refused here is refused before a single row was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matcher.intake.defects import Fault, FileDefect
from matcher.intake.encodings import BOM, UTF8, can_decode, decide, declared, foreign_encoding
from matcher.intake.formats import named_format
from matcher.intake.tokens import MAX_BYTES, Lines, scan

_BLANK = b" \t\x1a"


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before the data.

    `fields`: the header. `line`: where it begins. `lines`, `body`: how many lines and bytes come before the data.
    """

    fields: list[str]
    encoding: str
    line: int
    lines: int
    body: int


def open_csv(path: Path, encoding: str | None) -> Opening:
    """Read the start of a file.

    Raises:
        FileDefect: empty, another format, another encoding, or a header that cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(2 * MAX_BYTES)
    if not head.removeprefix(BOM).strip(_BLANK + b"\r\n"):
        raise FileDefect("empty_file", str(path))
    if name := named_format(head):
        raise FileDefect("another_format", str(path), name)
    mark = len(BOM) if head.startswith(BOM) else 0
    lines = Lines.of(head[mark:])
    first = next(index for index in range(len(lines)) if lines.text(index).strip(_BLANK))
    start = b"" if mark else lines.text(first)
    if name := foreign_encoding(start, head[mark + int(lines.ends[first]) : head.rfind(b"\n") + 1]):
        raise FileDefect("unknown_encoding", str(path), name)
    found = scan(lines, first, 0, at_end=True)
    if isinstance(found, Fault):
        raise FileDefect("no_header", str(path), found.detail or "a quote is never closed", line=first + 1)
    after = first + found.lines
    body = mark + (int(lines.starts[after]) if after < len(lines) else len(lines.data))
    fields = [value for _, value in found.fields]
    chosen = _encoding(path, encoding, b"\n".join(fields), body, marked=bool(mark))
    try:
        names = [str(field, chosen) for field in fields]
    except UnicodeDecodeError:
        raise FileDefect("undecodable_header", str(path), f"not {chosen}", line=first + 1) from None
    return Opening(names, chosen, first + 1, after, body)


def _encoding(path: Path, encoding: str | None, header: bytes, body: int, *, marked: bool) -> str:
    if encoding is None:
        return UTF8 if marked else decide(header, _blocks(path, body))
    name = declared(encoding)
    if name is None:
        raise FileDefect("unknown_encoding", str(path), "declare utf-8 or cp932")
    shown = UTF8 if marked else name if header.isascii() else decide(header, ())
    if shown != name and can_decode(header, shown):
        raise FileDefect("wrong_encoding", str(path), f"its first line is {shown}")
    return name


def _blocks(path: Path, body: int) -> Iterator[bytes]:
    """Yield the data in blocks that end with a line end, as far as lines are not immense."""
    with path.open("rb") as stream:
        stream.seek(body)
        rest = b""
        while chunk := stream.read(MAX_BYTES):
            cut = chunk.rfind(b"\n") + 1 or len(chunk)
            yield rest + chunk[:cut]
            rest = chunk[cut:]
        yield rest
