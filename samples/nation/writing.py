"""Writing one row in the style of its insurer, as the columns do it for all."""

from __future__ import annotations

from samples import notation
from samples.nation import pools
from samples.nation.columns import COMMON, Style
from samples.nation.insurers import Enrolments, needs_prefecture
from samples.people import Person
from samples.slips import Row
from samples.styles import as_date

ITEMS = ("name", "name_kana", "birth_date", "sex", "postal_code", "address")


def in_style(written: Row, person: Person, row: int, rows: Enrolments, style: Style) -> None:
    """Rewrite a row in its insurer's style; where that masks characters, a slip is written with common ones."""
    if style.name[row]:
        form = notation.common_form if style.name[row] == COMMON else notation.jis_form
        written["name"] = form(written["name"])
    if style.gap[row] and not person.foreigner:
        written["name"] = written["name"].replace("　", "")
    written["name_kana"] = _kana(written["name_kana"], int(style.kana[row]), foreign=person.foreigner is not None)
    written["address"] = _address(written["address"], int(style.address[row]))
    if style.no_prefecture[row] and not needs_prefecture()[rows.chunk.town[rows.person[row]]]:
        written["address"] = written["address"].removeprefix(person.home.town.prefecture)
    written["birth_date"] = _birth(written["birth_date"], int(style.birth[row]))


def _kana(text: str, form: int, *, foreign: bool) -> str:
    text = notation.large_kana(text) if form % 2 and not foreign else text
    return notation.half_width_kana(text) if form > 1 else text


def _address(text: str, form: int) -> str:
    if form == pools.HYPHENS:
        return notation.hyphen_address(text)
    return notation.kanji_chome(text) if form == pools.KANJI_CHOME else text


def _birth(text: str, form: int) -> str:
    day = as_date(text)
    if not form or not day:
        return text
    return f"{day:%Y-%m-%d}" if form == 1 else notation.wareki(day, form - 2)
