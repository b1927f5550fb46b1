"""The ledger file of a check: what was read, under which rules, and how many rows ended how.

Every number of rows in it was proven before it was written: each counter of each file adds up to the rows that were
counted when the file was read.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matcher.intake.reports import Reported, ReportedRegistry
from matcher.service.ledger import Tally
from matcher.service.outputs import ResultFile
from matcher.service.prepared.change_reports import ChangeReport
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


@dataclass(frozen=True, slots=True)
class Read:
    """What a check has read.

    Attributes:
        files: the enrolment files.
        registry: the resident file, if there was one.
        digests: the SHA-256 of every file, as hexadecimal.
        changes: what was laid over the files that have changes.
    """

    files: Sequence[Reported]
    registry: ReportedRegistry | None
    digests: Mapping[Path, str]
    changes: Mapping[Path, Sequence[ChangeReport]]


def proven_total(files: Sequence[Reported], results: Sequence[ResultFile]) -> Tally:
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
    terms: Terms, total: Tally, read: Read, results: Sequence[ResultFile], seconds: dict[str, float]
) -> dict[str, object]:
    """Return the ledger: the counts of all files first, then under what they were made, then each file.

    Args:
        terms: under what the check was made.
        total: the counts of all files.
        read: what was read.
        results: what was written of each enrolment file.
        seconds: how long each stage took.
    """
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
        "registry": None if read.registry is None else _registry(read.registry, read),
        "files": [_file(file, result, read) for file, result in zip(read.files, results, strict=True)],
        "seconds": seconds,
    }


def as_json(ledger: dict[str, object]) -> bytes:
    """Return the ledger as the bytes of its file."""
    return (json.dumps(ledger, ensure_ascii=False, indent=2) + "\n").encode()


def _file(file: Reported, results: ResultFile, read: Read) -> dict[str, object]:
    return {
        "name": file.path.name,
        "sha256": read.digests[file.path],
        "encoding": file.encoding,
        "blank_lines": file.blank_lines,
        "rows_in": file.rows,
        "rows_written": results.written,
        "results": results.place.name,
        **results.tally.as_dict(),
        **_changes(file, read),
    }


def _registry(registry: ReportedRegistry, read: Read) -> dict[str, object]:
    return {
        "name": registry.path.name,
        "sha256": read.digests[registry.path],
        "encoding": registry.encoding,
        "blank_lines": registry.blank_lines,
        "rows_in": registry.rows,
        "usable": registry.usable,
        "defects": dict(sorted(registry.defects.counts.items())),
        **_changes(registry, read),
    }


def _changes(file: Reported, read: Read) -> dict[str, object]:
    """Return what is told of the changes of a file, nothing of one without; the numbers of the file are with them."""
    if file.path not in read.changes:
        return {}
    told = [
        {
            "name": change.path.name,
            "sha256": change.sha256,
            "encoding": change.report.encoding,
            "blank_lines": change.report.blank_lines,
            "rows_in": change.report.rows,
            "replaced": change.replaced,
            "added": change.added,
            "defects": dict(sorted(change.report.defects.counts.items())),
        }
        for change in read.changes[file.path]
    ]
    return {"changes": told}
