"""One row of a file, explained: what was judged, why, what it may be, and what the score is made of.

The row is judged as `check` judges it, with everything around it, so the explanation is that of the result. It carries
codes and places. Whoever may see both records can ask for the characters, too; never those of a protected resident.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow.compute as pc

from matcher.domain.address_explain import explain_address, side_by_side
from matcher.domain.judgement import registered_names
from matcher.domain.levels import Item, Level
from matcher.domain.names_trail import explain_kana, explain_name
from matcher.domain.refusals import Refusal
from matcher.domain.rendered import comparisons_of
from matcher.domain.score import Part, parts
from matcher.engines.catalogue import engine_named
from matcher.engines.names import EngineName, Look
from matcher.intake.enrolments import read_enrolments
from matcher.intake.ephemeral import EphemeralVault
from matcher.intake.residents import read_residents
from matcher.service.checked_files import CheckedFiles, Pair, pairs_of
from matcher.service.weights.calibrate import signals_of
from normalizers.suggestion import suggest_reading
from rules import RuleSet

_LEVELS = tuple(f"{item}_level" for item in Item)


class NoSuchRow(Refusal):
    """The file has no row of this number."""

    code = "no_such_row"
    hint = "rows are counted from 1, as in the results"


@dataclass(frozen=True, slots=True)
class Explained:
    """The result of one row, column by column, the parts of its score, and the characters if they were asked for."""

    result: dict[str, str]
    parts: tuple[Part, ...]
    characters: dict[str, str]
    protected: bool

    @property
    def levels(self) -> dict[str, str]:
        """The level of each item that was compared."""
        found = {item.value: self.result[column] for item, column in zip(Item, _LEVELS, strict=True)}
        return {item: level for item, level in found.items() if level}


def explain_row(
    files: CheckedFiles, row: int, rules: RuleSet, look: Look = Look.ACROSS, *, reveal: bool = False
) -> Explained:
    """Judge a file and explain one row of it.

    Args:
        files: the enrolment file and the registry.
        row: 1-based data row.
        rules: the policy in force.
        look: how far to look beyond the pair, as the check did that is to be explained.
        reveal: add the characters that the evidence points at.

    Raises:
        FileDefect: a file is refused as a whole.
        NoSuchRow: the file has fewer rows.
    """
    result = _result(files, row, rules, look)
    name, kana, birth, sex, address = (_level(result[column]) for column in _LEVELS)
    comparisons = comparisons_of((name, kana, birth, sex, address), result["evidence"])
    if comparisons is None or not result["score"]:
        return Explained(result, (), {}, protected=False)
    waterfall = parts(comparisons, signals_of(result["evidence"]), rules)
    if not reveal:
        return Explained(result, waterfall, {}, protected=False)
    (pair,) = pairs_of(files, [row])
    if pair.resident.protected:
        return Explained(result, waterfall, {}, protected=True)
    return Explained(result, waterfall, dict(_characters(pair, name, rules)), protected=False)


def _result(files: CheckedFiles, row: int, rules: RuleSet, look: Look) -> dict[str, str]:
    """Judge the whole file, because what stands around a row counts, and return the result of one row as text."""
    vault = EphemeralVault()
    residents = read_residents(files.registry, vault=vault, as_of=files.as_of)
    enrolments = read_enrolments(files.enrolments, vault=vault, as_of=files.as_of)
    if not 1 <= row <= enrolments.rows:
        raise NoSuchRow(f"{files.enrolments} has {enrolments.rows:,} rows, and no row {row:,}")
    found: dict[str, str] = {}
    for batch in engine_named(EngineName.DUCKDB, look=look).judge(enrolments, residents, rules):
        of_row = batch.filter(pc.equal(batch.column("row"), row))
        for line in of_row.to_pylist():
            found = {name: "" if value is None else str(value) for name, value in line.items()}
    return found


def _level(text: str) -> Level | None:
    return Level(text) if text else None


def _characters(pair: Pair, name: Level | None, rules: RuleSet) -> Iterator[tuple[str, str]]:
    """Yield what the evidence of an item points at, in words and characters, for each item about which it says more."""
    enrolment, resident = pair.enrolment, pair.resident
    names = registered_names(resident)
    trails = {
        Item.NAME: explain_name(enrolment.name, names, rules.reasons),
        Item.NAME_KANA: explain_kana(enrolment.name_kana, names, name, rules.reasons),
    }
    for item, lines in trails.items():
        if lines:
            yield item, "; ".join(f"{line.ja} / {line.en}" for line in lines)
    suggested = None if enrolment.name_kana.strip() else suggest_reading(enrolment.name)
    if suggested:
        doubt = "" if suggested.plausible else ", not all of which these characters are known to be read as"
        yield (
            "suggestion",
            f"{suggested.kana} may be the missing kana (proposed by a dictionary, never compared{doubt})",
        )
    if enrolment.address.strip() and resident.address.strip():
        yield Item.ADDRESS, side_by_side(explain_address(enrolment.address, resident.address))
