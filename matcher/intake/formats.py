r"""What a file is, by its first bytes: Parquet, CSV, or something that the refusal can name.

>>> named_format(b"PK\x03\x04...."), named_format(b"insurer_number,symbol")
('a zip or Excel (.xlsx) file', None)
>>> is_parquet(b"PAR1....")
True

Source: the magic numbers of the formats' own specifications.
"""

from __future__ import annotations

import re

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip or Excel (.xlsx) file"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel (.xls) or Office file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"%PDF-", "a PDF file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ARROW1", "an Arrow file"),
    (b"ORC", "an ORC file"),
    (b"\x7fELF", "a program"),
)
_TEXT: tuple[tuple[bytes, str], ...] = (
    (b"<?xml", "an XML file"),
    (b"<!doctype", "an HTML page"),
    (b"<html", "an HTML page"),
)
_JSON = re.compile(rb"\{|\[\s*[{\[\d\"]")
_PARQUET = b"PAR1"
_ENCRYPTED_PARQUET = b"PARE"
SEPARATORS = {
    "\t": "a tab",
    ";": "a semicolon",
    "|": "a vertical bar",
    "、": "a Japanese comma",
    "，": "a full-width comma",
}
"""What stands between values in files that are meant as CSV and are not."""


def is_parquet(start: bytes) -> bool:
    """Return whether the file says that it is Parquet."""
    return start.startswith(_PARQUET)


def named_format(start: bytes) -> str | None:
    """Return what the file is, if it is neither CSV nor Parquet and its first bytes say so."""
    if start.startswith(_ENCRYPTED_PARQUET):
        return "an encrypted Parquet file"
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((name for magic, name in _MAGIC if start.startswith(magic)), None) or next(
        (name for magic, name in _TEXT if text.startswith(magic)), "a JSON file" if _JSON.match(text) else None
    )
