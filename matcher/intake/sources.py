"""Opens a file of the contract, whichever of the two kinds it is."""

from __future__ import annotations

from pathlib import Path

from matcher.intake.csv_files import CsvSource
from matcher.intake.defects import FileDefect
from matcher.intake.encodings import UTF8, declared
from matcher.intake.formats import is_parquet
from matcher.intake.parquet_files import ParquetSource
from matcher.intake.raw import Identity, Source
from matcher.intake.schemas import FileContract


def open_source(path: Path, contract: FileContract, encoding: str | None = None) -> Source:
    """Open a CSV or Parquet file, told apart by its first bytes.

    Args:
        path: the file.
        contract: the columns that it should have.
        encoding: `utf-8` or `cp932` if declared, None to detect it.

    Raises:
        FileDefect: the file as a whole cannot be used.
    """
    Identity.of(path)
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
    except OSError as error:
        raise FileDefect("unreadable_file", str(path), error.strerror or "") from None
    if path.suffix == ".parquet" and start and not is_parquet(start):
        raise FileDefect("unreadable_file", str(path), "it is named .parquet and is something else")
    if not is_parquet(start):
        return CsvSource(path, contract, encoding)
    if encoding is not None and declared(encoding) != UTF8:
        raise FileDefect("wrong_encoding", str(path), "Parquet is always UTF-8")
    return ParquetSource(path, contract)
