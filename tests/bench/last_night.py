"""Makes a prepared folder as it is before a night's check: of last night's files, with tonight's prepared beside them.

python -m tests.bench.last_night ENROLMENTS RESIDENTS FOLDER

The two files are tonight's. Last night one person in 200 lived elsewhere, in both files but for one in 33 of them, who
moved in the registry only. Last night's files lie in FOLDER-before, beside files with nothing but the rows that changed
since; they are checked with `--prepared FOLDER`, and tonight's are prepared, too: so a check can be of tonight's files,
or of last night's with the changes. In a folder that was made so before, only what was judged or changed since is put
back, so that a check of tonight can be repeated.
"""

import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

TOTSUGO = str(Path(sys.executable).with_name("totsugo"))
_ONE_IN, _AND_IN = 200, 33
_ELSEWHERE = [f"北海道札幌市中央区北{one}条西{two}丁目{one}-{two}" for one in range(1, 31) for two in range(1, 31)]


def main(enrolments: str, residents: str, folder: str) -> None:
    """Do it, for every way to look."""
    tonight, kept = (Path(enrolments), Path(residents)), Path(folder)
    aside = kept.with_name(f"{kept.name}-known")
    if not aside.exists():
        _prepare(tonight, kept)
        aside.mkdir()
        for made in kept.iterdir():
            if made.name.startswith("known-"):
                shutil.copytree(made, aside / made.name)
            elif made.is_dir():
                (aside / made.name).mkdir()
    known = {made.name for made in aside.iterdir()}
    for made in kept.iterdir():
        if made.is_dir() and (made.name.startswith("known-") or made.name not in known):
            shutil.rmtree(made)
    for name in known:
        if name.startswith("known-"):
            shutil.copytree(aside / name, kept / name)


def _prepare(tonight: tuple[Path, Path], kept: Path) -> None:
    before = kept.with_name(f"{kept.name}-before")
    before.mkdir(parents=True, exist_ok=True)
    files = [before / path.name for path in tonight]
    _write_before(tonight[0], files[0], _AND_IN)
    _write_before(tonight[1], files[1], 0)
    for look in ("across", "search"):
        out = before / "results.csv"
        given = [str(files[0]), "--registry", str(files[1]), "--out", str(out), "--prepared", str(kept)]
        subprocess.run([TOTSUGO, "check", *given, "--look", look, "--differences"], check=True, capture_output=True)
    command = [TOTSUGO, "prepare", *map(str, tonight), "--search", "--out", str(kept)]
    subprocess.run(command, check=True, capture_output=True)


def _write_before(tonight: Path, path: Path, but_one_in: int) -> None:
    """Write a file as it was last night, and what changed since: whoever moved, but for one in so many, if any."""
    changed = path.with_name(f"changed-{path.name}")
    with pq.ParquetFile(tonight) as file, ExitStack() as stack:
        schema = file.schema_arrow
        writer, changes = (
            stack.enter_context(pq.ParquetWriter(one, schema, compression="zstd")) for one in (path, changed)
        )
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            numbers = pc.utf8_slice_codeunits(table.column("individual_number"), 0, 11).combine_chunks()
            digits = pc.fill_null(pc.cast(pc.if_else(pc.equal(numbers, ""), None, numbers), pa.int64()), 0)
            person = digits.to_numpy(zero_copy_only=False)
            moved = (person % _ONE_IN == 1) & ((person // _ONE_IN % but_one_in != 0) if but_one_in else True)
            elsewhere = pa.array(_ELSEWHERE).take(pa.array(person % len(_ELSEWHERE)))
            address = pc.if_else(pa.array(moved), elsewhere, table.column("address").combine_chunks())
            place = table.schema.get_field_index("address")
            writer.write_table(table.set_column(place, table.schema.field(place), address))
            changes.write_table(table.filter(pa.array(moved)))


if __name__ == "__main__":
    main(*sys.argv[1:])
