"""Coverage gates per area, run after the tests: 100 % of the branches where a verdict is made, 90 % overall.

It reads the coverage data and the JUnit report that `make test` left in `build/`, prints one line per area, and
closes with the count of the tests, so that the last line of `make test` is what a person looks for.
"""

import io
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from coverage import Coverage

GATES = {"normalizers/*": 100.0, "rules/*": 100.0, "matcher/domain/*": 100.0, "*": 90.0}


def measure(coverage: Coverage, pattern: str) -> float | None:
    """Return the line-and-branch coverage of the files that match, in percent; None where no file does."""
    report = io.StringIO()
    include = None if pattern == "*" else [pattern]
    try:
        return coverage.report(include=include, file=report, show_missing=True, skip_covered=True)
    finally:
        if pattern != "*" and "%" in report.getvalue().rsplit("TOTAL", 1)[0]:
            sys.stdout.write(report.getvalue())


def main() -> int:
    """Print each area's coverage and the closing line; return 1 when an area is below its gate."""
    build = Path("build")
    coverage = Coverage()
    coverage.load()
    failed = False
    for pattern, gate in GATES.items():
        reached = measure(coverage, pattern)
        ok = reached is not None and round(reached, 2) >= gate
        failed |= not ok
        sys.stdout.write(f"coverage {pattern:<18} {reached:6.2f} % (at least {gate:g} %){'' if ok else '  TOO LOW'}\n")
    suite = next(ET.parse(build / "tests.xml").iter("testsuite"))  # noqa: S314  our own file
    count = {key: int(suite.attrib[key]) for key in ("tests", "failures", "errors", "skipped")}
    bad = count["failures"] + count["errors"]
    sys.stdout.write(f"{count['tests'] - bad - count['skipped']} passed, {bad} failed, {count['skipped']} skipped\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
