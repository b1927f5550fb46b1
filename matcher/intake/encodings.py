"""Which encoding a CSV file is in: decided once for the whole file, so that one bad row never changes the others.

UTF-8 (with or without BOM) and CP932 only. The decision, in this order: a declaration; a BOM; a header that is not
plain ASCII (Japanese text in CP932 is practically never valid UTF-8); the majority of the lines that are not plain
ASCII, counted until it is overwhelming. A tie is UTF-8.

CP932 is Shift_JIS as Windows writes it, so that 髙 and 﨑 (IBM extensions), ① and the private area survive.

>>> decide(b"name,sex", [("髙﨑,1" + chr(10)).encode("cp932")])
'cp932'
>>> decide("氏名,性別".encode(), [("髙﨑,1" + chr(10)).encode("cp932")])
'utf-8'
>>> declared("Shift_JIS"), declared("latin-1")
('cp932', None)
>>> foreign_encoding("氏名,住所".encode("euc_jp"), "山田太郎,東京都千代田区丸の内".encode("euc_jp"))
'EUC-JP'

Source: Microsoft code page 932; RFC 3629 (UTF-8); JIS X 0202 (escape sequences of ISO-2022-JP).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

UTF8, CP932 = "utf-8", "cp932"
BOM = b"\xef\xbb\xbf"

_DECLARED = {
    UTF8: ("utf8", "utf8sig", "utf8bom", "utf8n"),
    CP932: ("cp932", "shiftjis", "sjis", "ms932", "windows31j", "mskanji"),
}
_TEXT_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_ESCAPES = re.compile(rb"\x1b[$(][@BJI]")
_CP932_ONLY = re.compile(rb"[\x80-\x8d\x90-\xa0]")
_HIGH = re.compile(rb"[\xe0-\xfe]")
_OVERWHELMING = 1_000
_SAMPLE = 1 << 20
_FEW_LINES = 3
_WIDE, _START, _IN_EVERY_HEADER = ("utf-16-le", "utf-16-be"), 512, "番号"


def declared(name: str) -> str | None:
    """Return the encoding that a declaration means, or None if it is neither UTF-8 nor CP932."""
    folded = re.sub(r"[^a-z0-9]", "", name.casefold())
    return next((encoding for encoding, names in _DECLARED.items() if folded in names), None)


def can_decode(data: bytes | memoryview, encoding: str) -> bool:
    """Return whether the bytes are text in this encoding."""
    try:
        str(data, encoding)
    except UnicodeDecodeError:
        return False
    return True


def is_utf8(data: bytes) -> bool:
    """Return whether the bytes are UTF-8: what `can_decode` says, for large blocks in a third of the time."""
    ends = pa.py_buffer(np.array([0, len(data)], np.int32).tobytes())
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def decide(header: bytes, body: Iterable[bytes]) -> str:
    """Decide by the header line and, only if that is plain ASCII, by the lines of `body` (blocks of complete lines)."""
    if not header.isascii():
        return UTF8 if can_decode(header, UTF8) or not can_decode(header, CP932) else CP932
    lead = 0
    for block in body:
        if block.isascii():
            continue
        if is_utf8(block):
            lead += block.count(b"\n") + 1
        else:
            lead += sum(
                can_decode(line, UTF8) - (can_decode(line, CP932) and not can_decode(line, UTF8))
                for line in _TEXT_LINE.findall(block)
            )
        if abs(lead) >= _OVERWHELMING:
            break
    return CP932 if lead < 0 else UTF8


def foreign_encoding(header: bytes, body: bytes) -> str | None:
    """Return the name of an encoding that is neither UTF-8 nor CP932, if header and first rows show it, or None.

    EUC-JP kanji are also valid CP932 (as half-width kana and rare kanji), so it shows by what is absent, the lead bytes
    of everyday kanji and kana in CP932, and by bytes that half-width kana do not have. `body` is complete lines.
    """
    sample = header + b"\n" + body[:_SAMPLE]
    for marks, name in (
        ((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"), "UTF-32"),
        ((b"\xff\xfe", b"\xfe\xff"), "UTF-16"),
        ((b"\x2b\x2f\x76",), "UTF-7"),
    ):
        if sample.startswith(marks):
            return name
    if header.count(0) * 3 > len(header) or any(
        _IN_EVERY_HEADER in sample[:_START].decode(name, "ignore") for name in _WIDE
    ):
        return "UTF-16"
    rows = sample.splitlines()
    if _ESCAPES.search(header) or sum(map(bool, map(_ESCAPES.search, rows))) * 2 > len(rows):
        return "ISO-2022-JP"
    lines = [line for line in (header, *_TEXT_LINE.findall(body[:_SAMPLE])) if not line.isascii()]
    enough = not header.isascii() or len(lines) >= _FEW_LINES
    return "EUC-JP" if enough and any(map(_HIGH.search, lines)) and all(map(_looks_euc, lines)) else None


def _looks_euc(line: bytes) -> bool:
    return not can_decode(line, UTF8) and not _CP932_ONLY.search(line) and can_decode(line, "euc_jp")
