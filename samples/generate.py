"""Make sample files: the ready ones again, the tests' canary numbers, or a whole nation of any size.

python samples/generate.py ready                        the files that lie beside this script, byte for byte
python samples/generate.py canaries --out tests/data    the made-up 個人番号 that tests may use
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
if __package__ in {None, ""}:
    # Run as a script: Python put this folder in front, where it would hide modules of other packages.
    sys.path[0] = str(HERE.parent)

from samples.files import write_ready  # noqa: E402 - only now can the package be found
from samples.individual_numbers import canary_lists  # noqa: E402
from samples.nation.progress import line_per_chunk, summary  # noqa: E402
from samples.nation.recipe import CLOSED_MISMATCH_SHARE, MISMATCH_SHARE, NOTATION_SHARE, Recipe  # noqa: E402
from samples.nation.stream import write_nation  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    ready = commands.add_parser("ready", help="write the ready files and their truth")
    ready.add_argument("--out", type=Path, default=HERE, help="folder to write into (default: this script's)")
    canaries = commands.add_parser("canaries", help="write the two canary lists")
    canaries.add_argument("--out", type=Path, required=True, help="folder to write into")
    _add_nation(commands)
    chosen = parser.parse_args(_with_command(sys.argv[1:] if arguments is None else arguments))
    if chosen.command == "nation":
        return _nation(chosen)
    if chosen.command == "ready":
        written = write_ready(chosen.out)
    else:
        written = [chosen.out / "canary_numbers.txt", chosen.out / "canary_numbers_invalid.txt"]
        for path, text in zip(written, canary_lists(), strict=True):
            path.write_text(text, encoding="utf-8")
    for path in written:
        print(path)
    return 0


def _with_command(arguments: Sequence[str]) -> list[str]:
    """Take options without a command for a nation: generate.py --residents 2500 --out DIR."""
    first = arguments[0] if arguments else ""
    return ["nation", *arguments] if first.startswith("--") and first != "--help" else list(arguments)


def _add_nation(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    nation = commands.add_parser("nation", help="make a nation of any size: residents, enrolments and truth")
    nation.add_argument("--residents", type=int, required=True, help="how many residents; as many enrolments are made")
    nation.add_argument("--out", type=Path, required=True, help="folder to write into")
    nation.add_argument("--seed", type=int, default=7, help="the same seed makes the same files (default: 7)")
    nation.add_argument("--format", choices=("parquet", "csv"), default="parquet", help="default: parquet")
    nation.add_argument("--wrong-links", type=int, help="records with another person's number (default: the base rate)")
    nation.add_argument("--unseen", type=int, default=0, help="more that a three-item check cannot see (default: 0)")
    nation.add_argument(
        "--notation", type=float, default=NOTATION_SHARE, help=f"share written otherwise (default: {NOTATION_SHARE})"
    )
    nation.add_argument(
        "--mismatches",
        type=float,
        default=MISMATCH_SHARE,
        help=f"share of right people that differ (default: {MISMATCH_SHARE:.4f})",
    )
    nation.add_argument(
        "--closed-mismatches",
        type=float,
        default=CLOSED_MISMATCH_SHARE,
        help=f"the same among closed qualifications (default: {CLOSED_MISMATCH_SHARE:.4f})",
    )
    nation.add_argument(
        "--processes", type=int, help="how many make it; changes nothing else (default: the processors)"
    )
    nation.add_argument(
        "--houses", choices=("plain", "mixed"), default="plain", help="let insurers write in styles of their own"
    )


def _nation(chosen: argparse.Namespace) -> int:
    begun = time.monotonic()
    recipe = Recipe(
        chosen.residents,
        chosen.seed,
        chosen.wrong_links,
        chosen.unseen,
        chosen.notation,
        chosen.mismatches,
        chosen.closed_mismatches,
        house_styles=chosen.houses == "mixed",
        format=chosen.format,
    )
    counts = write_nation(recipe, chosen.out, processes=chosen.processes, on_rows=line_per_chunk(recipe.residents))
    print(summary(counts))
    print(f"{chosen.residents:,} residents and as many enrolments in {chosen.out}, {time.monotonic() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
