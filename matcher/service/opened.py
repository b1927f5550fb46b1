"""The files of a check, opened, and what becomes of them."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from matcher.engines.names import Look
from matcher.engines.portioned.progress import OnStage
from matcher.engines.results import Alike
from matcher.intake.enrolments import EnrolmentFile
from matcher.intake.residents import ResidentFile
from rules import RuleSet

Results = Generator[tuple[int, pa.RecordBatch | Alike]]
"""Result batches in the order of the input, each with the number of its file."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The files of a check, opened with a vault of the secret, and under what they are judged.

    Attributes:
        files: of enrolments.
        registry: of residents; None for the pre-submit check.
        rules: what decides.
        look: how far to look beyond the pair.
        secret: of the run.
        encoding: of CSV files, if declared.
        on_stage: told of each stage that is done.
    """

    files: Sequence[EnrolmentFile]
    registry: ResidentFile | None
    rules: RuleSet
    look: Look
    secret: bytes = field(repr=False)
    encoding: str | None
    on_stage: OnStage
