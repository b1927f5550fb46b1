"""Where the results of a check go, and the result file of one enrolment file.

>>> places = plan([Path("/tmp/a.csv")], Path("/tmp/results.csv"))
>>> places.results[0].name, places.ledger.name
('results.csv', 'results.csv.ledger.json')
>>> places = plan([Path("/tmp/a.csv"), Path("/tmp/b.parquet")], Path("/tmp/no-such-results"))
>>> [place.name for place in places.results], places.ledger.name
(['a.csv', 'b.csv'], 'ledger.json')
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.verdicts import Verdict
from matcher.engines.results import RESULT_SCHEMA, Alike
from matcher.service.ledger import Tally
from matcher.service.publication import OutputRefused
from matcher.service.results import writer_for


@dataclass(frozen=True, slots=True)
class Places:
    """The folder that is written and may have to be made, the result file of each enrolment file, and the ledger."""

    folder: Path
    make: bool
    results: tuple[Path, ...]
    ledger: Path


def plan(enrolments: Sequence[Path], out: Path, others: Iterable[Path] = ()) -> Places:
    """Return the places of the results of `enrolments`, none of which may be an input or anything but a file.

    Args:
        enrolments: the input files.
        out: the result file of one input file, the folder of several.
        others: further inputs that must not be overwritten.

    Raises:
        OutputRefused: the results cannot go there.
    """
    if len(enrolments) == 1:
        places = Places(out.parent, make=False, results=(out,), ledger=out.with_name(f"{out.name}.ledger.json"))
    else:
        if out.exists() and not out.is_dir():
            raise OutputRefused(f"{out} is a file", code="not_a_folder", hint="several files need a folder for --out")
        places = Places(
            out,
            make=True,
            results=tuple(out / f"{path.stem}.csv" for path in enrolments),
            ledger=out / "ledger.json",
        )
    if len(set(places.results)) < len(places.results):
        raise OutputRefused("two input files have one stem", code="same_stem", hint="rename one, or check them apart")
    _refuse_overwriting([*places.results, places.ledger], [*enrolments, *others])
    return places


def _refuse_overwriting(finals: Iterable[Path], inputs: Sequence[Path]) -> None:
    sources = [source for source in inputs if source.exists()]
    for final in finals:
        if final.exists() and not final.is_file():
            raise OutputRefused(f"{final} exists and is not a file", code="not_a_file", hint="name another place")
        if final.exists() and any(final.samefile(source) for source in sources):
            raise OutputRefused(f"{final} is an input", code="out_is_input", hint="name another place")


class ResultFile:
    """The results of one enrolment file on their way out, counted as they pass."""

    def __init__(self, file: BinaryIO, place: Path, threads: Executor, *, differences: bool) -> None:
        """Write to `file` what will be named `place`; with `differences` only the rows that are not MATCHED."""
        self.place = place
        self.tally = Tally()
        self.written = 0
        self._differences = differences
        self._writer = writer_for(place, file, RESULT_SCHEMA, threads)

    def write(self, batch: pa.RecordBatch | Alike) -> None:
        """Count every row of a result batch, and write those that were asked for."""
        if isinstance(batch, Alike):
            self.tally.add_alike(*batch)
            return
        self.tally.add(batch)
        if self._differences:
            batch = batch.filter(pc.not_equal(batch.column("verdict").cast(pa.string()), Verdict.MATCHED.value))
        self._writer.write(batch)
        self.written += batch.num_rows

    def close(self) -> None:
        """Write what the form of the file needs at its end."""
        self._writer.close()
