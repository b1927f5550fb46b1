"""The tour that `make run` takes: the samples through the whole service, and what a responsible person wants to see.

It only calls the command `totsugo`, as anybody could, and prints each call. Run again, it changes nothing and says so.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parent
TOTSUGO = Path(sys.executable).parent / "totsugo"
DATA_DIR = Path(os.environ.get("TOTSUGO_DATA_DIR", "var"))
REFUSED = 2
PAGE = 1000

Json = dict[str, Any]


def main() -> int:
    """Take the tour; return the exit code of the first command that was refused or failed, else 0."""
    began = time.perf_counter()
    print("Totsugo: three insurers' files against the resident registry\n")
    registry = totsugo("load-registry", relative(SAMPLES / "residents.csv"))
    results = {file: DATA_DIR / "results" / file.name for file in sorted(SAMPLES.glob("enrolments_*.csv"))}
    (DATA_DIR / "results").mkdir(exist_ok=True)
    receipts = {file: totsugo("submit", relative(file), "--out", str(out)) for file, out in results.items()}
    run = totsugo("reconcile")
    holds = list(open_holds())
    suspicious: list[Json] = totsugo("review", "list", "--details", "--limit", "5", quiet=True)["holds"]

    show_verdicts(receipts)
    show_holds(holds)
    show_most_suspicious(suspicious)
    show_lookups(results, receipts, suspicious)
    show_files(results)
    show_next(holds)
    fresh = [answer for answer in (registry, *receipts.values()) if not answer["already_known"]]
    if not fresh and not run["holds_opened"] and not run["holds_closed"]:
        print("\nNothing changed: the registry and all three files were known, and no hold was opened or closed.")
    print(f"\nDone in {time.perf_counter() - began:.0f} seconds.")
    return 0


def relative(path: Path) -> str:
    """Return `path` as a person at the top of the project would type it."""
    return os.path.relpath(path)


def totsugo(*arguments: str, quiet: bool = False) -> Json:
    """Run one command with --json and return what it answers; end the tour where it is refused or fails."""
    if not quiet:
        print(f"$ totsugo {' '.join(arguments)}", flush=True)
    call = [str(TOTSUGO), *arguments, "--data-dir", str(DATA_DIR), "--json"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)  # noqa: S603  our own command
    if done.returncode >= REFUSED or not done.stdout:
        sys.stderr.write(done.stderr)
        sys.exit(done.returncode or 1)
    answer: Json = json.loads(done.stdout)
    if not quiet:
        show_answer(answer)
    return answer


def show_answer(answer: Json) -> None:
    """Print the gist of one receipt."""
    if "usable" in answer:
        print(f"  epoch {answer['epoch']}: {answer['rows']:,} residents, {answer['usable']:,} usable")
    elif "submission" in answer:
        print(f"  receipt {answer['submission']}: {answer['rows']:,} rows, {answer['encoding']}")
    elif "run" in answer:
        print(f"  run {answer['run']}: {answer['enrolments']:,} current enrolments, {answer['judged']:,} judged anew")
    if answer.get("already_known"):
        print("  known already: nothing was changed")
    for line in answer.get("first_defects", [])[:2]:
        print(f"  {line}")


def open_holds() -> Iterator[Json]:
    """Yield every open hold, the most suspicious first."""
    cursor: list[str] = []
    while True:
        page = totsugo("review", "list", "--limit", str(PAGE), *cursor, quiet=True)
        yield from page["holds"]
        if not page["next_cursor"]:
            return
        cursor = ["--cursor", page["next_cursor"]]


def show_verdicts(receipts: dict[Path, Json]) -> None:
    """Print rows in and verdicts out, per file and in all; each line adds up to its rows."""
    verdicts = sorted({verdict for receipt in receipts.values() for verdict in receipt["verdicts"]})
    print(f"\n{'rows in, verdicts out':<32}{'rows':>7}" + "".join(f"{verdict:>12}" for verdict in verdicts))
    total: Counter[str] = Counter()
    for file, receipt in receipts.items():
        counts: Counter[str] = Counter(receipt["verdicts"])
        total += counts
        print(f"  {file.name:<30}{receipt['rows']:>7,}" + "".join(f"{counts[verdict]:>12,}" for verdict in verdicts))
    print(f"  {'all':<30}{total.total():>7,}" + "".join(f"{total[verdict]:>12,}" for verdict in verdicts))


def show_holds(holds: list[Json]) -> None:
    """Print the open holds by cause and scope."""
    counted = Counter((hold["cause"] or "(none)", hold["scope"]) for hold in holds)
    print(f"\n{len(holds):,} records are held, by cause and what is withheld")
    for (cause, scope), count in counted.most_common():
        print(f"  {count:>5,}  {cause:<32}{scope}")


def show_most_suspicious(details: list[Json]) -> None:
    """Print the holds that a reviewer should look at first, with the evidence in words."""
    print("\nThe five most suspicious: look at these first")
    for place, detail in enumerate(details, 1):
        hold, texts = detail["summary"], detail["texts"]
        print(f"  {place}. score {hold['score']:.4f}  {hold['verdict']}  hold {hold['hold']}")
        print(f"     {hold['insurer_number']} {hold['symbol']}-{hold['number']} {hold['branch']}".rstrip())
        print("     " + ", ".join(f"{item} {level}" for item, level in detail["levels"].items() if level))
        for title, code in (("cause", hold["cause"]), ("resembles", hold["signature"])):
            if code:
                print(f"     {title}: {texts[code]['ja']} / {texts[code]['en']}")
        for piece in detail["evidence"].split():
            code = piece.partition(":")[2].partition("@")[0]
            print(f"     {piece}: {texts[code]['ja']} / {texts[code]['en']}")


def show_lookups(results: dict[Path, Path], receipts: dict[Path, Json], details: list[Json]) -> None:
    """Ask the lookup for a record that matched and for one that is held."""
    print("\nWhat a clinic is told")
    file, out = next(iter(results.items()))
    with out.open(encoding="utf-8", newline="") as lines:
        matched = next(row for row in csv.DictReader(lines) if row["verdict"] == "MATCHED")
    born = birth_date_of(file, receipts[file]["encoding"], int(matched["row"]))
    held = details[0]
    for title, record, birth_date in (
        ("matched", matched, born),
        ("held", held["summary"], held["enrolment"]["birth_date"]),
    ):
        card = [
            part
            for column in ("insurer_number", "symbol", "number", "branch")
            for part in (f"--{column.replace('_', '-')}", record[column])
        ]
        answer = totsugo("lookup", *card, "--birth-date", birth_date, quiet=True)
        told = f"found, insured since {answer['qualified_from']}" if answer["found"] else "not found"
        print(f"  a {title} record: {told}")


def birth_date_of(file: Path, encoding: str, row: int) -> str:
    """Return the birth date of one data row of a sample file, as written there."""
    with file.open(encoding=encoding, newline="") as lines:
        record = list(csv.DictReader(lines))[row - 1]
    return next(record[name] for name in ("birth_date", "生年月日") if name in record)


def show_files(results: dict[Path, Path]) -> None:
    """Print where the result files lie."""
    print("\nOne result per row, in the order of the file")
    for out in results.values():
        print(f"  {out}")


def show_next(holds: list[Json]) -> None:
    """Print what to try next: release a hold that only the notation of its address explains."""
    print("\nNext")
    for hold in [hold["hold"] for hold in holds if hold["cause"] == "address_notation"][:1]:
        print(f"  .venv/bin/totsugo review show {hold}")
        print(f"  .venv/bin/totsugo review release {hold} --reason 07 --text '届出書類で確認'")
    print("  make serve    # the HTTP API: http://127.0.0.1:8000/docs")


if __name__ == "__main__":
    sys.exit(main())
