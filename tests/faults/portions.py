"""A process of its own that checks two files in small portions, so that a test can kill it.

`portions.py ENROLMENTS REGISTRY OUT FOLDER work|prepared CHANGES...`: what is kept, and what changed.
"""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from matcher.engines.judges import judges_beside
from matcher.intake import parts
from rules import load_rules


def main(enrolments: str, registry: str, out: str, folder: str, keeps: str, *changes: str) -> None:
    """Do it."""
    parts.PART_ROWS = 1_000
    with judges_beside(load_rules(), [Path(enrolments)], worth=0) as judges:
        # After the fork, as the command does.
        from matcher.engines.names import Look  # noqa: PLC0415
        from matcher.service.check import CheckRequest, check  # noqa: PLC0415

        request = CheckRequest((Path(enrolments),), Path(out), date(2026, 11, 22), Path(registry))
        request = replace(request, changes=tuple(map(Path, changes)))
        kept = {"work": Path(folder), "look": Look.SEARCH} if keeps == "work" else {"prepared": Path(folder)}
        check(replace(request, **kept), None, judges)


if __name__ == "__main__":
    main(*sys.argv[1:])
