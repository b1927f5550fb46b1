"""Measures `totsugo check` where every row is written another way, and what the judgement of one such pair costs.

python -m tests.bench.bench_hostile [--residents 1000000] [--folder DIR]

The registry writes names with a space, full-width kana and 丁目 番 号; the insurer writes half-width kana, hyphens, and
neither space nor prefecture. So no row takes the path of equal items. The check is measured as a whole process, from
start to exit; the judgement alone in this process, on one processor, in processor time.
"""

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from matcher.engines.judges import LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.pairs import judge_pairs
from matcher.engines.records import ENROLMENT_ITEMS, RESIDENT_ITEMS
from rules import load_rules
from samples.notation import half_width_kana
from tests.bench.measure import measure, processor

TOTSUGO = str(Path(sys.executable).with_name("totsugo"))
WANTED = 60_000
_PAIRS, _AT_ONCE = 100_000, 50_000
_PREFECTURE = re.compile("^(?:北海道|東京都|(?:大阪|京都)府|.{2,3}?県)")
_BLOCKS = re.compile("丁目|番地?|号室|号")
_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}


def rewritten(address: str) -> str:
    """Return an address without prefecture and with hyphens.

    >>> rewritten("千葉県千葉市緑区あすみが丘５丁目３番１号　第二富士荘２０３号室")
    '千葉市緑区あすみが丘5-3-1 第二富士荘203'
    """
    lots, _, dwelling = _PREFECTURE.sub("", address).translate(_TO_ASCII).partition("\N{IDEOGRAPHIC SPACE}")
    return " ".join(filter(None, (_BLOCKS.sub("-", lots).rstrip("-"), dwelling.removesuffix("号室"))))


def write_files(residents: int, folder: Path) -> None:
    """Make the nation and the file of the insurer, unless they are there."""
    if (folder / "hostile.parquet").exists():
        return
    measure([sys.executable, "samples/generate.py", "nation", "--residents", str(residents), "--out", str(folder)])
    enrolments = pq.read_table(folder / "enrolments.parquet")
    ways = {
        "name": lambda name: name.replace("\N{IDEOGRAPHIC SPACE}", ""),
        "name_kana": half_width_kana,
        "address": rewritten,
    }
    for item, write in ways.items():
        place = enrolments.column_names.index(item)
        values = [write(value) for value in enrolments[item].to_pylist()]
        enrolments = enrolments.set_column(place, item, pa.array(values, enrolments.schema.field(item).type))
    pq.write_table(enrolments, folder / "hostile.parquet", compression="zstd")


def microseconds_a_pair(folder: Path) -> float:
    """Return the processor time of the judgement of a pair, tables loaded, nothing remembered yet."""
    ours = pq.read_table(folder / "hostile.parquet").slice(0, 2 * _PAIRS).to_pandas()
    theirs = pq.read_table(folder / "residents.parquet").to_pandas()
    pairs = ours.merge(theirs, on="individual_number", suffixes=("", "_resident"))[:_PAIRS]
    pairs["foreign"], pairs["protected"] = pairs["foreign"] == "1", pairs["protected"] == "1"
    theirs_of = {name: f"{name}_resident" if f"{name}_resident" in pairs else name for name in RESIDENT_ITEMS}
    enrolments = pa.RecordBatch.from_pandas(pairs[[*ENROLMENT_ITEMS]], preserve_index=False)
    residents = pa.RecordBatch.from_pandas(pairs[[*theirs_of.values()]], preserve_index=False)
    residents = residents.rename_columns([*theirs_of])
    memo = Memo(load_rules())
    memo.warm_up()
    judges = LocalJudges(memo)
    began = time.process_time()
    for start in range(0, len(pairs), _AT_ONCE):
        judge_pairs(enrolments.slice(start, _AT_ONCE), residents.slice(start, _AT_ONCE), judges)()
    return (time.process_time() - began) / len(pairs) * 1e6


def main() -> int:
    """Measure and print, and say whether the wanted rows a second are reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--residents", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the files here, and use those that are there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        write_files(options.residents, folder)
        check = [TOTSUGO, "check", str(folder / "hostile.parquet"), "--registry", str(folder / "residents.parquet")]
        run = measure([*check, "--out", str(folder / "results.parquet")])
        pair = microseconds_a_pair(folder)
    rows = options.residents / run.wall
    sys.stdout.write(
        f"{processor()}: {options.residents:,} rows, all written otherwise: {run.wall:.1f} s, "
        f"{run.cpu:.1f} processor s, {run.peak >> 20:,} MiB, {rows:,.0f} rows/s; "
        f"{pair:.1f} µs of processor time a pair\n"
    )
    sys.stdout.write(f"{WANTED:,} rows/s wanted: {'reached' if rows >= WANTED else 'not reached'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
