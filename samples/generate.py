"""Make sample files: the ready ones again, the tests' canary numbers, or a whole nation of any size.

    python samples/generate.py ready                        the files that lie beside this script, byte for byte
    python samples/generate.py canaries --out tests/data    the made-up 個人番号 that tests may use
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
if __package__ in {None, ""}:
    # Run as a script: Python put this folder in front, where it would hide modules of other packages.
    sys.path[0] = str(HERE.parent)

from samples.files import write_ready  # noqa: E402 - only now can the package be found
from samples.individual_numbers import canary_lists  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    ready = commands.add_parser("ready", help="write the ready files and their truth")
    ready.add_argument("--out", type=Path, default=HERE, help="folder to write into (default: this script's)")
    canaries = commands.add_parser("canaries", help="write the two canary lists")
    canaries.add_argument("--out", type=Path, required=True, help="folder to write into")
    chosen = parser.parse_args(arguments)
    if chosen.command == "ready":
        written = write_ready(chosen.out)
    else:
        written = [chosen.out / "canary_numbers.txt", chosen.out / "canary_numbers_invalid.txt"]
        for path, text in zip(written, canary_lists(), strict=True):
            path.write_text(text, encoding="utf-8")
    for path in written:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
