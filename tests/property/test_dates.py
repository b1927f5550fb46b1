"""Dates: every day since 明治 reads the same in every notation; any other text is refused by name, never misread."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.dates import compare_birth_date
from matcher.domain.levels import Level, Side
from normalizers.dates import DateError, eras_of, parse_date

DAYS = st.dates(min_value=date(1868, 10, 23), max_value=date(2099, 12, 31))
DATE_LIKE = st.text(
    alphabet="0123456789０１９-－ー/.年月日元昭和平成令大正明治SHRTM \N{IDEOGRAPHIC SPACE}", max_size=14
)
SWAPPED = {Side.ENROLMENT: Side.RESIDENT, Side.RESIDENT: Side.ENROLMENT, None: None}


def notations(day: date) -> list[str]:
    texts = [f"{day:%Y%m%d}", f"{day:%Y-%m-%d}"]
    for era in eras_of(day):
        year = era.year_of(day.year)
        texts += [
            f"{era.name}{year}年{day.month}月{day.day}日",
            f"{era.letter}{year}.{day.month}.{day.day}",
            f"{era.letter}{year:02d}{day:%m%d}",
            f"{era.digit}{year:02d}{day:%m%d}",
        ]
        if year == 1:
            texts.append(f"{era.name}元年{day.month}月{day.day}日")
    return texts


@given(DAYS)
def test_one_day_in_every_notation(day: date) -> None:
    assert {parse_date(text).exact for text in notations(day)} == {day}


@given(DAYS, st.data())
def test_notations_of_one_day_are_the_same_date(day: date, data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from(notations(day))) for _ in range(2))
    assert compare_birth_date(one, other).level is (Level.EXACT if one == other else Level.EQUIVALENT)


@given(DAYS, DAYS)
def test_two_days_are_never_the_same(one: date, other: date) -> None:
    expected = Level.EXACT if one == other else Level.DISAGREE
    assert compare_birth_date(f"{one:%Y%m%d}", f"{other:%Y%m%d}").level is expected


@given(DAYS, st.integers(min_value=1, max_value=40))
def test_era_boundaries_are_exact(day: date, years: int) -> None:
    for era in eras_of(day):
        if era.last is None:
            continue
        after = era.last + timedelta(days=years)
        text = f"{era.name}{era.year_of(after.year)}年{after.month}月{after.day}日"
        try:
            parse_date(text)
        except DateError as error:
            assert error.code == "out_of_era"  # noqa: PT017
        else:
            raise AssertionError(text)


@given(st.one_of(DATE_LIKE, st.text(max_size=12)))
def test_any_text_is_a_date_or_a_named_refusal(text: str) -> None:
    try:
        parsed = parse_date(text)
    except DateError as error:
        assert error.code in {"unreadable", "impossible_date", "out_of_era", "year_zero"}  # noqa: PT017
    else:
        assert parse_date(parsed.compact) == parsed
        assert parsed.earliest() <= parsed.latest()


@given(DATE_LIKE, DATE_LIKE)
def test_comparison_is_symmetric(one: str, other: str) -> None:
    there, back = compare_birth_date(one, other), compare_birth_date(other, one)
    assert there.level is back.level
    assert {(e.code, e.side) for e in there.evidence} == {(e.code, SWAPPED[e.side]) for e in back.evidence}
