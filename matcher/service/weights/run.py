"""Making `rules/weights.yaml`: shares from two files, and from what is true of them signals and calibration.

With a truth the files are checked in the same run, with the search for people, unless results of a check are given:
levels, evidence and signals are counted, which no weight decides.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pyarrow as pa

from matcher.engines.batches import columns_of
from matcher.engines.judges import judges_beside
from matcher.engines.names import Look
from matcher.engines.records import ENROLMENT_COLUMNS, RESIDENT_COLUMNS, Columns, enrolments_of, residents_of
from matcher.intake.enrolments import read_enrolments
from matcher.intake.ephemeral import EphemeralVault
from matcher.intake.residents import read_residents
from matcher.service.check import CheckRequest, check
from matcher.service.publication import Publication
from matcher.service.weights.calibrate import Record, calibration_of, records_of, signal_shares
from matcher.service.weights.document import weights_yaml
from matcher.service.weights.estimate import Estimate, OnStep, estimate
from rules import RuleSet, load_rules

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class EstimateRequest:
    """What to estimate from.

    Attributes:
        enrolments, registry: two files of the same people; which record has which number is not looked at.
        out: the file to write.
        as_of: the day that counts as today, and the name of the edition.
        truth: of the files, for signals and calibration; without it those of the rules stay.
        results: of a check of them; without it they are checked now.
        pairs: so many pairs are compared for each block. seed: decides which.
        made_by: the command, as it is written into the file.
    """

    enrolments: Path
    registry: Path
    out: Path
    as_of: date
    truth: Path | None = None
    results: Path | None = None
    pairs: int = 90_000
    seed: int = 7
    made_by: str = ""


def estimate_to(request: EstimateRequest, on_step: OnStep) -> Estimate:
    """Estimate the weights and write them.

    Raises:
        Refusal: a file cannot be used, or `out` cannot be written; nothing was left behind.
        NotInstalled: recordlinkage is not there.
    """
    rules = load_rules()
    with Publication(request.out.parent) as publication:
        records = _held(request, rules)  # first, because it forks workers
        vault = EphemeralVault()
        enrolments = read_enrolments(request.enrolments, vault=vault, as_of=request.as_of)
        residents = read_residents(request.registry, vault=vault, as_of=request.as_of)
        found = estimate(
            _all(enrolments, ENROLMENT_COLUMNS, enrolments_of),
            _all(residents, RESIDENT_COLUMNS, residents_of),
            rules,
            pairs=request.pairs,
            seed=request.seed,
            on_step=on_step,
        )
        signals, calibration, data = rules.weights.signals, rules.weights.calibration, _data(request, found)
        if records:
            signals = signal_shares(records)
            calibration = calibration_of(records, _with_shares(rules, found), signals)
            wrong = sum(record.wrong for record in records)
            data |= {"calibrated_on": f"{len(records):,} held records, {wrong:,} of them wrong links"}
        text = weights_yaml(
            found, signals, calibration, edition=request.as_of.isoformat(), made_by=request.made_by, data=data
        )
        publication.open(request.out).write(text.encode())
        publication.publish()
    return found


def _held(request: EstimateRequest, rules: RuleSet) -> list[Record]:
    """Return the held records with what is true of them; none without a truth."""
    if request.truth is None:
        return []
    if request.results is not None:
        return records_of(request.truth, request.results)
    with TemporaryDirectory() as folder, judges_beside(rules, (request.enrolments, request.registry)) as judges:
        out = Path(folder) / "results.parquet"
        enrolments, registry = (request.enrolments,), request.registry
        check(CheckRequest(enrolments, out, request.as_of, registry, differences=True, look=Look.SEARCH), judges=judges)
        return records_of(request.truth, out)


def _all(batches: Iterable[pa.RecordBatch], names: Sequence[str], records: Callable[[Columns], Iterable[R]]) -> list[R]:
    """Return the records of every row without a defect."""
    kept = (
        batch.filter(batch.column("defect").is_null()) if "defect" in batch.schema.names else batch for batch in batches
    )
    return list(chain.from_iterable(records(columns_of(batch, names)) for batch in kept))


def _with_shares(rules: RuleSet, found: Estimate) -> RuleSet:
    """Return the rules with the shares that were just estimated."""
    return replace(rules, weights=replace(rules.weights, weighed=found.weighed(rules)))


def _data(request: EstimateRequest, found: Estimate) -> dict[str, str]:
    digests = {"enrolments": request.enrolments, "registry": request.registry}
    digests |= {"truth": request.truth} if request.truth else {}
    lines = {name: f"{path.name}, SHA-256 {_sha256(path)[:16]}" for name, path in digests.items()}
    lines |= {
        kind: f"{block.pairs:,} pairs, {1 - block.same_person:.1%} of two persons"
        for kind, block in found.kinds.items()
    }
    return lines | {"one_person": f"{found.one_person:,} pairs of one person"}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
