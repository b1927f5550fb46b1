"""Find: who in a resident file fits a description, without the number; one description or many.

What comes out names residents by their row in the file and says how far each item agrees; no value of the registry is
in it, and no 個人番号 is read. The registry is read once and not held: only who shares a block with a description is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from matcher.domain.levels import Item
from matcher.domain.ranking import Answer
from matcher.domain.records import Enrolment
from matcher.domain.refusals import Refusal
from matcher.domain.traits import birth_trait, sex_trait, traits_of
from matcher.engines.judges import Judges
from matcher.engines.people import Registry, Search, find_people
from matcher.engines.ranks import Aim, Told, told
from matcher.intake.unnumbered import UnnumberedResidents, read_descriptions
from matcher.service.outputs import plan
from matcher.service.publication import Publication
from matcher.service.results import writer_for

MOST_DESCRIPTIONS = 100_000
"""More are refused: each takes about 3 KiB while the registry is read."""

_THREADS = 2
_AT_A_TIME = 8192
_UNSET_SEX = "3"
_LEVELS = tuple(f"{item}_level" for item in Item)

OnProgress = Callable[[Path, int, int, int], None]
"""Told the file that is read, its rows done, its bytes done and its bytes in all."""

FOUND_SCHEMA = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("answer", pa.string(), nullable=False),
        pa.field("rank", pa.int64()),
        pa.field("resident_row", pa.int64()),
        pa.field("resemblance", pa.float64()),
        *(pa.field(level, pa.string(), nullable=False) for level in _LEVELS),
        pa.field("evidence", pa.string(), nullable=False),
        pa.field("not_compared", pa.string(), nullable=False),
    ]
)
"""A line per description and candidate, best first; one line without a candidate where nobody was found."""


class TooLittle(Refusal):
    """The description has not enough to look for anybody."""

    code = "too_little"
    hint = "give the birth date and the name or its kana; without a birth date, both the name and its kana"


class InvalidDescription(Refusal):
    """An item of the description cannot be read."""

    code = "invalid_description"


class TooManyDescriptions(Refusal):
    """The file has more descriptions than are looked for at once."""

    code = "too_many_descriptions"
    hint = "cut the file and search it part by part"


@dataclass(frozen=True, slots=True)
class FoundReport:
    """What came of a search in bulk: how many descriptions there were, how many of each answer, and the warnings."""

    residents: int
    answers: dict[Answer, int]
    warnings: tuple[str, ...]

    @property
    def descriptions(self) -> int:
        """How many were looked for."""
        return sum(self.answers.values())


def describe(name: str = "", name_kana: str = "", birth_date: str = "", sex: str = "", address: str = "") -> Enrolment:
    """Return the description that these items are, as written.

    Raises:
        InvalidDescription: the birth date or the sex cannot be read.
        TooLittle: nobody could be found by it.
    """
    if birth_date and not birth_trait(birth_date):
        raise InvalidDescription("the birth date cannot be read", hint="write it as YYYYMMDD or 昭和60年1月2日")
    if sex and not sex_trait(sex) and sex != _UNSET_SEX:
        raise InvalidDescription("the sex is none of the codes", hint="1 (男), 2 (女) or 3 (未設定)")
    description = Enrolment(None, name, name_kana, birth_date, sex, address, "", "")
    traits = traits_of(description)
    if not (traits.birth and (traits.kana or traits.names)) and not (traits.kana and traits.names):
        raise TooLittle("too little to look for anybody")
    return description


def find_one(
    registry: Path, description: Enrolment, *, encoding: str | None = None, on_progress: OnProgress | None = None
) -> Search[Told]:
    """Return who in a resident file fits a description.

    Raises:
        FileDefect: the file is refused as a whole.
    """
    residents = _opened(registry, encoding, on_progress)
    (search,) = find_people(Registry(residents, threads=_THREADS), [description], Aim(told))
    return search


def find_many(
    registry: Path,
    descriptions: Path,
    out: Path,
    *,
    encoding: str | None = None,
    on_progress: OnProgress | None = None,
    judges: Judges | None = None,
) -> FoundReport:
    """Look for everybody whom a file describes and write `FOUND_SCHEMA` to `out`.

    Args:
        registry: the resident file, CSV or Parquet.
        descriptions: CSV or Parquet with any of the five items; other columns are passed over.
        out: CSV, or Parquet if it ends in .parquet.
        encoding: of the CSV files, if declared.
        on_progress: told how far the reading of the registry is.
        judges: who ranks those who come near; this process if not said.

    Raises:
        FileDefect: a file is refused as a whole.
        Refusal: too many descriptions, or `out` cannot be written.
    """
    places = plan([descriptions], out, [registry])
    answers = dict.fromkeys(Answer, 0)
    with Publication(places.folder) as publication:
        rows, warnings = read_descriptions(descriptions, encoding=encoding)
        if len(rows) > MOST_DESCRIPTIONS:
            raise TooManyDescriptions(f"{descriptions} has {len(rows):,} descriptions, more than {MOST_DESCRIPTIONS:,}")
        wanted = [
            Enrolment(None, name, kana, birth_date, sex, address, check_basis="", qualified_to="")
            for name, kana, birth_date, sex, address in rows
        ]
        residents = _opened(registry, encoding, on_progress)
        writer = writer_for(out, publication.open(out), FOUND_SCHEMA)
        found = find_people(Registry(residents, threads=_THREADS), wanted, Aim(told), judges=judges)
        for batch in _batches(_counted(found, answers)):
            writer.write(batch)
        writer.close()
        publication.publish()
    return FoundReport(residents.rows, answers, (*residents.warnings, *warnings))


def lines_of(row: int, search: Search[Told]) -> list[dict[str, object]]:
    """Return the lines of one description, as columns of `FOUND_SCHEMA`."""
    head = {"row": row, "answer": str(search.found.answer), "not_compared": " ".join(search.not_compared)}
    nobody = dict.fromkeys((*_LEVELS, "evidence"), "")
    lines = [
        {
            **head,
            "rank": rank,
            "resident_row": candidate.place + 1,
            "resemblance": candidate.resemblance,
            **dict(zip(_LEVELS, candidate.levels, strict=True)),
            "evidence": candidate.evidence,
        }
        for rank, candidate in enumerate(search.found.candidates, 1)
    ]
    return lines or [head | nobody]


def _opened(registry: Path, encoding: str | None, on_progress: OnProgress | None) -> UnnumberedResidents:
    def progress(rows: int, done: int, total: int) -> None:
        if on_progress:
            on_progress(registry, rows, done, total)

    return UnnumberedResidents(registry, encoding=encoding, progress=progress)


def _counted(searches: Iterable[Search[Told]], answers: dict[Answer, int]) -> Iterator[Search[Told]]:
    for search in searches:
        answers[search.found.answer] += 1
        yield search


def _batches(searches: Iterable[Search[Told]]) -> Iterator[pa.RecordBatch]:
    lines: list[dict[str, object]] = []
    for row, search in enumerate(searches, 1):
        lines += lines_of(row, search)
        if len(lines) >= _AT_A_TIME:
            yield _batch(lines)
            lines = []
    yield _batch(lines)


def _batch(lines: Sequence[dict[str, object]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(lines), FOUND_SCHEMA)
