"""A process of its own that checks two files in small portions, so that a test can kill it.

`portions.py ENROLMENTS REGISTRY OUT WORK`
"""

import sys
from datetime import date
from pathlib import Path

from matcher.engines.judges import judges_beside
from matcher.engines.names import Look
from matcher.intake import parts
from rules import load_rules


def main(enrolments: str, registry: str, out: str, work: str) -> None:
    """Do it."""
    parts.PART_ROWS = 1_000
    with judges_beside(load_rules(), [Path(enrolments)], worth=0) as judges:
        # After the fork, as the command does.
        from matcher.service.check import CheckRequest, check  # noqa: PLC0415

        day = date(2026, 11, 22)
        check(
            CheckRequest((Path(enrolments),), Path(out), day, Path(registry), look=Look.SEARCH, work=Path(work)),
            None,
            judges,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
