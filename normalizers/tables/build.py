"""Rebuild the committed tables from the pinned source packages: `python -m normalizers.tables.build`.

Downloads `@mandel59/mojidata` with the ordinary npm client, refuses it unless its SHA-512 is the pinned one,
and writes one TSV per table. The output is a pure function of the two pinned packages, so a second build
changes no byte; `--check` builds beside the committed files and fails on a difference.

Source: @mandel59/mojidata 1.8.1 (npm), japanese-personal-name-dataset 0.4.0 (PyPI, MIT).
"""

import argparse
import base64
import hashlib
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from normalizers.tables import readings_build
from normalizers.tables.specs import MJ_LICENCE, SPECS, UNICODE_LICENCE, TableSpec

PACKAGE, VERSION = "@mandel59/mojidata", "1.8.1"
INTEGRITY = "OLA5LEmPHuVbdI8lGXwV3pGVpSIFAqU5+oqhPzK7q662ziWYMqxTGXoxfFb9dQCJ31WzSCG1C5rsUb2uynQhIQ=="
SOURCE = f"{PACKAGE} {VERSION}"
HERE = Path(__file__).parent


def fetch_database(folder: Path) -> Path:
    """Download, verify and unpack the package into `folder`; return the path of its SQLite file.

    Raises:
        SystemExit: The archive is not the pinned one.
    """
    npm = shutil.which("npm") or sys.exit("npm is needed to rebuild the tables")
    subprocess.run([npm, "pack", f"{PACKAGE}@{VERSION}", "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    archive = next(folder.glob("*.tgz"))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != INTEGRITY:
        sys.exit(f"{archive.name}: SHA-512 is not the pinned one")
    with tarfile.open(archive) as tar:
        tar.extract("package/dist/moji.db", folder, filter="data")
    return folder / "package/dist/moji.db"


def write_table(folder: Path, spec: TableSpec, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Write one TSV: five header lines, the column names, the rows."""
    head = [
        f"# source: {SOURCE}",
        f"# edition: {spec.edition}",
        f"# licence: {spec.licence}",
        f"# kind: {spec.kind}",
        f"# tier: {spec.tier}",
        "\t".join(columns),
    ]
    lines = head + ["\t".join(row) for row in rows]
    (folder / f"{spec.kind}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def code_point(char: str) -> str:
    """Write a character as its code point: a compatibility ideograph does not survive every editor."""
    return f"U+{ord(char):04X}"


def character(value: str) -> str:
    """Read a character that the source writes as itself or as U+XXXX."""
    return chr(int(value[2:].split(maxsplit=1)[0], 16)) if value.startswith("U+") else value


def compose(text: str) -> str:
    """Return `text` as a comparison sees it: compatibility ideographs are gone before any relation is looked up."""
    return unicodedata.normalize("NFC", text)


def build(database: Path, folder: Path) -> None:
    """Write every table into `folder`."""
    db = sqlite3.connect(database)
    glyphs = dict(db.execute('SELECT "実装したUCS", "MJ文字図形名" FROM mji WHERE "実装したUCS" IS NOT NULL'))
    legal = {char for (char,) in db.execute('SELECT "実装したUCS" FROM mji WHERE "入管正字コード" IS NOT NULL')}
    for spec in SPECS:
        pairs = {(character(a), character(b), str(note)) for a, b, note in db.execute(spec.query)}
        best: dict[tuple[str, str], str] = {}
        for source, written, note in sorted(pairs):
            target = written if spec.tier == "E" else compose(written)
            usable = spec.tier == "E" or compose(source) == source
            if usable and len(source) == len(target) == 1 and source != target:
                kept = note if note != "both_legal" or {source, target} <= legal else ""
                best.setdefault((source, target), kept)
        rows = [(code_point(s), code_point(t), glyphs.get(s, ""), note) for (s, t), note in best.items()]
        write_table(folder, spec, ("source", "target", "glyph", "note"), rows)
    for kind, policy in (("joyo", "常用漢字"), ("jinmei", "人名用漢字")):
        listed = db.execute(
            'SELECT "実装したUCS" FROM mji WHERE "漢字施策" = ? AND "実装したUCS" IS NOT NULL', [policy]
        )
        characters = [(code_point(char),) for (char,) in sorted(listed)]
        write_table(
            folder, TableSpec(kind, "E", "MJ文字情報一覧表 006.02 漢字施策", MJ_LICENCE, ""), ("character",), characters
        )
    sequences = [
        (code_point(sequence[0]), code_point(sequence[1]), glyph)
        for sequence, glyph in sorted(db.execute('SELECT IVS, code FROM "ivs_Moji_Joho"'))
    ]
    spec = TableSpec("ivs", "E", "Unicode IVD 2022-09-13 Moji_Joho", UNICODE_LICENCE, "")
    write_table(folder, spec, ("base", "selector", "glyph"), sequences)
    readings_build.build(db, folder, write_table)


def main() -> None:
    """Build in place, or with `--check` compare a fresh build with the committed files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a committed table differs")
    parser.add_argument("--database", type=Path, help="an already verified moji.db")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        database = options.database or fetch_database(Path(scratch))
        fresh = Path(scratch, "tables") if options.check else HERE
        fresh.mkdir(exist_ok=True)
        build(database, fresh)
        stale = [p.name for p in fresh.glob("*.tsv") if p.read_bytes() != (HERE / p.name).read_bytes()]
        if stale:
            sys.exit(f"these tables differ from a fresh build: {', '.join(sorted(stale))}")


if __name__ == "__main__":
    main()
