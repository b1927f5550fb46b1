"""Every published number passes its check, every other last digit fails, and each fault has its own error."""

from pathlib import Path
from types import ModuleType

import pytest

from normalizers.identifiers import (
    AllZeros,
    HasHyphen,
    IdentifierError,
    NotDigits,
    UnknownCode,
    WrongCheckDigit,
    WrongLength,
    fold_digits,
    individual_number,
    institution_code,
    insurer_number,
    municipality_code,
    payer_number,
    postal_code,
    recipient_number,
)
from normalizers.identifiers.digits import HYPHENS, digits_of
from rules import load_rules

DATA = Path(__file__).parents[2] / "data"


def numbers(file: str) -> list[str]:
    return [line for line in (DATA / file).read_text(encoding="utf-8").splitlines() if line.isdigit()]


INSURERS = ["06130488", "33120015", "39280003", "138016"]
PAYERS = [
    "54016027", "81136244", "81137242", "88138243", "88131248", "89131247", "81230005", "82230004", "83230003",
    "85230001", "81231003", "80231004", "90232224", "92232222", "93232221", "89231005", "85231009", "82134008",
    "82137670", "82137530",
]  # fmt: skip
MUNICIPALITIES = [
    "010006", "011002", "131016", "231002", "232017", "235636", "401307", "473821", "272035", "141003", "012025",
]  # fmt: skip
VECTORS: list[tuple[ModuleType, str]] = [
    *((insurer_number, text) for text in INSURERS),
    *((payer_number, text) for text in PAYERS),
    *((municipality_code, text) for text in MUNICIPALITIES),
    *((individual_number, text) for text in numbers("canary_numbers.txt")),
    (recipient_number, "0000018"),
]


@pytest.mark.parametrize(
    ("module", "text"), VECTORS, ids=[f"{module.__name__[24:]} {n}" for n, (module, _) in enumerate(VECTORS)]
)
def test_vectors(module: ModuleType, text: str) -> None:
    assert module.validate(text) == text
    assert module.validate(f"\N{IDEOGRAPHIC SPACE}{text} ") == text
    assert module.check_digit(text[:-1]) == text[-1]
    for wrong in set("0123456789") - {text[-1]}:
        with pytest.raises(WrongCheckDigit):
            module.validate(text[:-1] + wrong)


@pytest.mark.parametrize("text", numbers("canary_numbers_invalid.txt"), ids=lambda text: f"ending in {text[-4:]}")
def test_invalid_individual_numbers(text: str) -> None:
    assert not individual_number.is_valid(text)


FAULTS: list[tuple[ModuleType, str, type[IdentifierError], str]] = [
    (insurer_number, "0613-0488", HasHyphen, "HYPHEN-MINUS"),
    (insurer_number, "0613－0488", HasHyphen, "FULLWIDTH HYPHEN-MINUS"),
    (insurer_number, "0613ー0488", HasHyphen, "prolonged sound mark"),
    (insurer_number, "0613048", WrongLength, "seven digits"),
    (insurer_number, "061304888", WrongLength, "nine digits"),
    (insurer_number, "00000000", AllZeros, "eight zeros"),
    (insurer_number, "000000", AllZeros, "six zeros"),
    (insurer_number, "0613048A", NotDigits, "a letter"),
    (insurer_number, "0613 0488", NotDigits, "a space inside"),
    (insurer_number, "", WrongLength, "empty"),
    (insurer_number, "0613048²", NotDigits, "SUPERSCRIPT TWO, a digit only to Unicode"),
    (insurer_number, "0613048\N{ARABIC-INDIC DIGIT EIGHT}", NotDigits, "a digit of another script"),
    (individual_number, "000000000000", AllZeros, "twelve zeros"),
    (individual_number, "1234-5678-9018", HasHyphen, "groups of four"),
    (individual_number, "12345678901", WrongLength, "eleven digits"),
    (municipality_code, "480003", WrongCheckDigit, "the check digit is asked before the prefecture"),
    (municipality_code, "481017", UnknownCode, "prefecture 48"),
    (municipality_code, "000019", UnknownCode, "prefecture 00"),
    (postal_code, "0000000", AllZeros, "seven zeros"),
    (postal_code, "100-0001", HasHyphen, "as on a letter"),
    (postal_code, "1000", WrongLength, "four digits"),
    (institution_code, "131000001", WrongLength, "nine digits"),
    (recipient_number, "000001", WrongLength, "six digits"),
    (payer_number, "540160", WrongLength, "six digits"),
]


@pytest.mark.parametrize(
    ("module", "text", "error"), [case[:3] for case in FAULTS], ids=[f"{c[0].__name__[24:]}: {c[3]}" for c in FAULTS]
)
def test_faults(module: ModuleType, text: str, error: type[IdentifierError]) -> None:
    with pytest.raises(error) as refused:
        module.validate(text)
    assert type(refused.value) is error
    assert refused.value.code in load_rules().defects
    assert not text or text not in str(refused.value)


def test_full_width_digits_are_folded_everywhere() -> None:
    assert postal_code.validate("１０００００１") == "1000001"
    assert fold_digits("１a ") == "1a"


def test_zeros_where_they_are_a_value() -> None:
    assert digits_of("00", 2, zeros_allowed=True) == "00"


def test_the_hyphens_are_one_character_each() -> None:
    assert all(len(hyphen) == 1 for hyphen in HYPHENS)


def test_an_insurer_number_has_one_canonical_form() -> None:
    assert {insurer_number.canonical(text) for text in ("138016", "00138016")} == {"00138016"}


def test_an_institution_code_is_only_ever_implausible() -> None:
    assert institution_code.is_plausible("1310000011")
    assert not institution_code.is_plausible("1310000012")
    assert not institution_code.is_plausible("1320000010")
    assert institution_code.validate("1310000012") == "1310000012"


def test_is_valid() -> None:
    assert individual_number.is_valid(numbers("canary_numbers.txt")[0])
