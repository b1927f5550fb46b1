"""Receive a file: written to a temporary file while it comes in, never held in memory, and gone afterwards.

The folder is inside the data folder and the file is readable by its owner only, because it carries 個人番号 until
intake has read it.
"""

import fcntl
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import anyio.to_thread
from fastapi import Request

from matcher.domain.refusals import Refusal

MEDIA_TYPES: Final[dict[str, str]] = {
    "text/csv": ".csv",
    "application/vnd.apache.parquet": ".parquet",
}

PREFIX: Final = "upload-"

CHARSETS: Final[dict[str, str]] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "cp932": "cp932",
    "windows-31j": "cp932",
    "shift_jis": "cp932",
}


class UnsupportedMediaType(Refusal):
    """The body is declared as something that is not read here."""

    code = "unsupported_media_type"
    hint = "send text/csv (charset utf-8 or cp932) or application/vnd.apache.parquet"


class TooLarge(Refusal):
    """The body is larger than this service takes."""

    code = "too_large"
    hint = "split the file, or ask the operator to raise TOTSUGO_MAX_UPLOAD_MIB"


def media_type(header: str) -> tuple[str, str | None]:
    """Return the file suffix and the declared encoding (None: detect it) of a Content-Type header.

    Raises:
        UnsupportedMediaType: another media type or charset.

    >>> media_type("text/csv; charset=Shift_JIS"), media_type("application/vnd.apache.parquet")
    (('.csv', 'cp932'), ('.parquet', None))
    """
    kind, *parameters = (part.strip() for part in header.split(";"))
    suffix = MEDIA_TYPES.get(kind.lower())
    if suffix is None:
        raise UnsupportedMediaType("the media type of the body is not read here")
    encoding = None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            encoding = CHARSETS.get(value.strip().strip('"').lower())
            if encoding is None:
                raise UnsupportedMediaType("the charset of the body is not read here")
    return suffix, encoding


@asynccontextmanager
async def received_file(request: Request, folder: Path, suffix: str, most_bytes: int) -> AsyncIterator[Path]:
    """Write the body to a temporary file in `folder` and hand over its path; remove it at the end, whatever happened.

    Raises:
        TooLarge: more than `most_bytes` came; reading stops there.
    """
    with tempfile.NamedTemporaryFile(prefix=PREFIX, suffix=suffix, dir=folder) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > most_bytes:
                raise TooLarge("the body is larger than this service takes")
            await anyio.to_thread.run_sync(file.write, chunk)
        await anyio.to_thread.run_sync(file.flush)
        yield Path(file.name)


def upload_folder(data_dir: Path) -> Path:
    """Make the folder of the uploads, and remove from it what a killed process left (what nobody holds the lock of)."""
    folder = data_dir / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()
    return folder
