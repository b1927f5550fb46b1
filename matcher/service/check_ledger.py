"""The ledger file of a check: what was read, under which rules, and how many rows ended how.

Every number of rows in it was proven before it was written: each counter of each file adds up to the rows that were
counted when the file was read.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matcher.intake.enrolments import EnrolmentFile
from matcher.intake.residents import ResidentFile
from matcher.service.ledger import Tally
from matcher.service.outputs import ResultFile
from rules import RuleSet

LEDGER_VERSION = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what a check was made: the same terms and files give the same results."""

    rules: RuleSet
    engine: str
    as_of: date
    differences: bool
    look: str


def proven_total(files: Sequence[EnrolmentFile], results: Sequence[ResultFile]) -> Tally:
    """Return the counts of all files, each of which adds up to the rows of its file.

    Raises:
        ConservationError: rows were lost or doubled.
    """
    total = Tally()
    for file, result in zip(files, results, strict=True):
        result.tally.prove(file.rows)
        total.include(result.tally)
    return total


def ledger_of(
    terms: Terms,
    total: Tally,
    files: Sequence[EnrolmentFile],
    results: Sequence[ResultFile],
    registry: ResidentFile | None,
    seconds: dict[str, float],
) -> dict[str, object]:
    """Return the ledger: the counts of all files first, then under what they were made, then each file."""
    return {
        "ledger_version": LEDGER_VERSION,
        "rows_in": total.rows,
        "rows_written": sum(result.written for result in results),
        **total.as_dict(),
        "policy": terms.rules.policy_name,
        "rule_set": terms.rules.content_hash,
        "engine": terms.engine,
        "as_of": terms.as_of.isoformat(),
        "differences": terms.differences,
        "look": terms.look,
        "registry": None if registry is None else _registry(registry),
        "files": [_file(file, result) for file, result in zip(files, results, strict=True)],
        "seconds": seconds,
    }


def as_json(ledger: dict[str, object]) -> bytes:
    """Return the ledger as the bytes of its file."""
    return (json.dumps(ledger, ensure_ascii=False, indent=2) + "\n").encode()


def _file(file: EnrolmentFile, results: ResultFile) -> dict[str, object]:
    return {
        "name": file.path.name,
        "sha256": _sha256(file.path),
        "encoding": file.encoding,
        "blank_lines": file.blank_lines,
        "rows_in": file.rows,
        "rows_written": results.written,
        "results": results.place.name,
        **results.tally.as_dict(),
    }


def _registry(registry: ResidentFile) -> dict[str, object]:
    return {
        "name": registry.path.name,
        "sha256": _sha256(registry.path),
        "encoding": registry.encoding,
        "blank_lines": registry.blank_lines,
        "rows_in": registry.rows,
        "usable": registry.usable,
        "defects": dict(sorted(registry.defects.counts.items())),
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
