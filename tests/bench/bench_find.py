"""Measures `totsugo find` in bulk on a simulated nation: seconds, memory, and whether the right person comes first.

python -m tests.bench.bench_find [--residents 200000] [--wrong-links 3000] [--folder DIR]

The 10,000,000 of docs/find.md: `--residents 10000000 --wrong-links 4000 --folder DIR` (a nation in DIR is used if it is
there). Whole processes are measured, from start to exit. Files of descriptions, each at most 10,000: the wrong links
whose right person exists; held records of every kind; and residents with another surname and no birth date, with and
without their address, which shows what the block of the house finds.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.bench.measure import Measured, measure

TOTSUGO = str(Path(sys.executable).with_name("totsugo"))
ITEMS = ["name", "name_kana", "birth_date", "sex", "address"]
MOST, SEED = 10_000, 7
LIMIT_FIRST, LIMIT_WALL, LIMIT_PEAK = 98.0, 20.0, 3 << 30
SURNAMES = (("東海林", "ショウジ"), ("喜屋武", "キャン"), ("小鳥遊", "タカナシ"), ("四月一日", "ワタヌキ"))
SPACE = "\N{IDEOGRAPHIC SPACE}"


def generate(residents: int, wrong_links: int, folder: Path) -> None:
    """Make the nation, unless it is there."""
    if not (folder / "truth.parquet").exists():
        size = ["--residents", str(residents), "--wrong-links", str(wrong_links), "--seed", str(SEED)]
        measure([TOTSUGO, "generate", *size, "--houses", "mixed", "--out", str(folder)])


def described(folder: Path, *, wrong_links: bool) -> pa.Table:
    """Return descriptions with the row of the right person: the wrong links, or records of every kind that are held."""
    truth = pq.read_table(
        folder / "truth.parquet", columns=["row", "verdict", "wrong_link", "right_exists", "described"]
    )
    exists = pc.equal(truth["right_exists"], 1)
    held = pc.invert(pc.is_in(truth["verdict"], pa.array(["MATCHED", "REJECTED"])))
    kind = pc.and_(exists, pc.equal(truth["wrong_link"], 1) if wrong_links else held)
    chosen = truth.filter(kind)
    chosen = chosen.take(pa.array(range(0, len(chosen), max(1, len(chosen) // MOST)))).slice(0, MOST)
    rows = chosen["row"].to_numpy() - 1
    enrolments = pq.read_table(folder / "enrolments.parquet", columns=ITEMS).take(pa.array(rows))
    return enrolments.append_column("right", chosen["described"])


def married(folder: Path) -> pa.Table:
    """Return residents with another surname and no birth date."""
    residents = pq.read_table(folder / "residents.parquet", columns=[*ITEMS, "foreign", "status"])
    rows = range(0, len(residents), max(1, len(residents) // MOST))
    people = []
    for number, (row, one) in enumerate(zip(rows, residents.take(pa.array(rows)).to_pylist(), strict=True)):
        if one["foreign"] == "0" and one["status"] == "1" and SPACE in one["name"] and SPACE in one["name_kana"]:
            surname, kana = SURNAMES[number % len(SURNAMES)]
            name, read = one["name"].split(SPACE, 1)[1], one["name_kana"].split(SPACE, 1)[1]
            people.append({**one, "name": surname + name, "name_kana": kana + read, "birth_date": "", "right": row + 1})
    return pa.Table.from_pylist(people).select([*ITEMS, "right"])


def find(descriptions: pa.Table, folder: Path, out: Path) -> tuple[Measured, float, float]:
    """Search, and return what it took, and in how many percent the right person is first, and is found at all."""
    file, found = out / "descriptions.parquet", out / "found.parquet"
    pq.write_table(descriptions.drop_columns(["right"]), file)
    registry = str(folder / "residents.parquet")
    run = measure([TOTSUGO, "find", "--registry", registry, "--descriptions", str(file), "--out", str(found)])
    right = dict(enumerate(descriptions["right"].to_pylist(), 1))
    ranks = {
        line["row"]: line["rank"]
        for line in pq.read_table(found, columns=["row", "rank", "resident_row"]).to_pylist()
        if line["resident_row"] == right[line["row"]]
    }
    first = sum(rank == 1 for rank in ranks.values())
    return run, 100 * first / len(right), 100 * len(ranks) / len(right)


def main() -> int:
    """Measure and print; 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--residents", type=int, default=200_000)
    parser.add_argument("--wrong-links", type=int, default=3_000)
    parser.add_argument("--folder", type=Path, help="keep the nation here, and use the one that is there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        generate(options.residents, options.wrong_links, folder)
        moved = married(folder)
        files = {
            "wrong links": described(folder, wrong_links=True),
            "held records": described(folder, wrong_links=False),
            "another surname, no birth date": moved,
            "the same, no address": moved.drop_columns(["address"]),
        }
        kept = True
        sys.stdout.write("| descriptions | number | first % | found % | wall s | processor s | peak MiB |\n")
        for name, descriptions in files.items():
            run, first, found = find(descriptions, folder, Path(temporary))
            kept &= (
                run.wall <= LIMIT_WALL and run.peak <= LIMIT_PEAK and (first >= LIMIT_FIRST or name != "wrong links")
            )
            sys.stdout.write(
                f"| {name} | {len(descriptions):,} | {first:.2f} | {found:.2f} "
                f"| {run.wall:.1f} | {run.cpu:.1f} | {run.peak >> 20:,} |\n"
            )
            sys.stdout.flush()
    limits = f"{LIMIT_FIRST:g} % of the wrong links first, {LIMIT_WALL:g} s, {LIMIT_PEAK >> 20:,} MiB"
    sys.stdout.write(f"limits ({limits}): {'kept' if kept else 'BROKEN'}\n")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
