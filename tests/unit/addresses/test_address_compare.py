"""Level and evidence of a pair of addresses: notation, what is missing, postal codes, and what holds for every pair."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.address_bulk import compare_addresses
from matcher.domain.addresses import compare_address
from matcher.domain.levels import Comparison, Evidence, Level, Side
from normalizers.addresses import address_key, parse_address
from tests.address_pairs import BASE, Case, judged

CASES: list[Case] = [
    (BASE, "東京都渋谷区渋谷三丁目5番1号", "EQUIVALENT", "kanji_numerals@resident block_words@resident", "notation"),
    (BASE, "東京都渋谷区渋谷3-5-1 ", "EQUIVALENT", "address_spaces@resident", "a space"),
    (BASE, "東京都渋谷区渋谷３-5-1", "EQUIVALENT", "address_width@resident", "width"),
    ("千葉県旭市八の74-2", "千葉県旭市ハの74-2", "COMPATIBLE", "address_lookalike", "characters that look alike"),
    (
        "（〒150-0002）東京都渋谷区渋谷3-5-1",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "address_width@enrolment postal_code_written@enrolment",
        "postal code in brackets",
    ),
    (
        "〒150 東京都渋谷区渋谷3-5-1",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "postal_code_written@enrolment address_spaces@enrolment",
        "old postal code",
    ),
    (
        "〠150-0002 東京都渋谷区渋谷3-5-1",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "postal_code_written@enrolment address_spaces@enrolment",
        "the sign with a face",
    ),
    (
        "T150-0002 東京都渋谷区渋谷3-5-1",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "address_spaces@enrolment",
        "T for the sign",
    ),
    (
        "東京都渋谷区渋谷3-5-1 〒150-0002",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "postal_code_written@enrolment address_spaces@enrolment",
        "postal code at the end",
    ),
]


@pytest.mark.parametrize(
    ("enrolment", "resident", "level", "evidence"), [case[:4] for case in CASES], ids=[case[4] for case in CASES]
)
def test_notation(enrolment: str, resident: str, level: str, evidence: str) -> None:
    assert judged(enrolment, resident) == (level, evidence)


def test_identical_text_is_exact_without_evidence() -> None:
    assert compare_address("京都市中京区大文字町1", "京都市中京区大文字町1") == Comparison(Level.EXACT)


def test_blank_is_missing_on_its_side() -> None:
    both = (Evidence("missing", Side.ENROLMENT), Evidence("missing", Side.RESIDENT))
    assert compare_address("", "") == Comparison(Level.MISSING, both)
    assert compare_address(BASE, "　") == Comparison(Level.MISSING, (Evidence("missing", Side.RESIDENT),))


POSTAL = [
    ("150-0002", "１５００００２", "postal_code_agrees"),
    ("1500002", "1500003", "postal_code_differs"),
    ("1500002", "", ""),
    ("1500002", "-", ""),
]


@pytest.mark.parametrize(("ours", "theirs", "code"), POSTAL, ids=["agrees", "differs", "missing", "no digit"])
def test_a_postal_code_is_evidence_and_changes_no_level(ours: str, theirs: str, code: str) -> None:
    for resident in ("東京都渋谷区渋谷三丁目5-1", "東京都渋谷区渋谷3-5-2"):
        plain = compare_address(BASE, resident)
        found = compare_address(BASE, resident, enrolment_postal=ours, resident_postal=theirs)
        assert found.level is plain.level
        assert [item.code for item in found.evidence[len(plain.evidence) :]] == ([code] if code else [])


def test_a_postal_code_in_the_address_counts() -> None:
    found = compare_address(f"〒150-0002 {BASE}", "東京都渋谷区渋谷3-5-1", resident_postal="1500003")
    assert [item.code for item in found.evidence][-1] == "postal_code_differs"


ALPHABET = "東京都渋谷区渋谷三丁目3-5番地号 ハイツ様方大字町気付"


@given(st.text(alphabet=ALPHABET, max_size=25), st.text(alphabet=ALPHABET, max_size=25))
def test_level_is_symmetric_and_equal_keys_are_the_same(one: str, other: str) -> None:
    there, back = compare_address(one, other), compare_address(other, one)
    if not any(item.code.startswith("residence") for item in (*there.evidence, *back.evidence)):
        assert there.level is back.level
    if (
        one.strip()
        and other.strip()
        and address_key(parse_address(one), one) == address_key(parse_address(other), other)
    ):
        assert there.level in (Level.EXACT, Level.EQUIVALENT)


def test_what_exceeds_the_longest_address_still_counts() -> None:
    first, second = (f"{BASE}ハイツ{'桜' * 300}{tail}" for tail in "あい")
    found = compare_address(first, second)
    assert (found.level, str(found.evidence[0])) == (Level.COMPATIBLE, "residue_differs")


def test_pairs_in_bulk() -> None:
    pairs = [case[:2] for case in CASES] * 2
    assert compare_addresses(pairs) == [compare_address(*pair) for pair in pairs]
