"""The part that all numbers share: folding of widths and spaces, the tests in their fixed order, two check sums.

Order of the tests: hyphen, other characters, length, all zeros. The first that fails is the error, so that one defect
has one code on every path.

>>> fold_digits("　１２３ ")
'123'
>>> digits_of("１２３４", 4)
'1234'
>>> digits_of("12-4", 4)
Traceback (most recent call last):
    ...
normalizers.identifiers.errors.HasHyphen: a hyphen stands in the number

Source: 保険者番号等の設定要領 (別添2) for the modulus 10 sum with weights 2 and 1, which is the one of Luhn.
"""

from collections.abc import Container

from normalizers.identifiers.errors import AllZeros, HasHyphen, NotDigits, WrongLength

DIGITS = "0123456789"
_FOLD = {0xFF10 + value: digit for value, digit in enumerate(DIGITS)} | {ord("\N{IDEOGRAPHIC SPACE}"): " "}
HYPHENS = frozenset(
    "\N{HYPHEN-MINUS}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}"
    "\N{MINUS SIGN}\N{BOX DRAWINGS LIGHT HORIZONTAL}\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}"
    "\N{SMALL EM DASH}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}"
    "\N{HALFWIDTH KATAKANA-HIRAGANA PROLONGED SOUND MARK}"
)
"""HYPHEN-MINUS and what is typed for it on Japanese keyboards."""


def fold_digits(text: str) -> str:
    """Return the text with full-width digits as ASCII digits and without surrounding spaces, otherwise unchanged."""
    return text.translate(_FOLD).strip()


def digits_of(text: str, lengths: int | Container[int], *, zeros_allowed: bool = False) -> str:
    """Return the folded digits of a number.

    Args:
        text: the value as it stands in the file.
        lengths: the length or the lengths that the number may have.
        zeros_allowed: whether a number of nothing but zeros is a real value.

    Returns:
        ASCII digits.

    Raises:
        HasHyphen: a hyphen stands in the number.
        NotDigits: another character does.
        WrongLength: too many or too few digits, or none.
        AllZeros: nothing but zeros.
    """
    folded = fold_digits(text)
    if not HYPHENS.isdisjoint(folded):
        raise HasHyphen("a hyphen stands in the number")
    if not (folded.isascii() and (folded.isdigit() or not folded)):
        raise NotDigits("a character that is not a digit stands in the number")
    if len(folded) != lengths if isinstance(lengths, int) else len(folded) not in lengths:
        raise WrongLength("the number has too many or too few digits")
    if not zeros_allowed and not folded.strip("0"):
        raise AllZeros("the number is nothing but zeros")
    return folded


def luhn_digit(body: str) -> str:
    """Return the check digit of a modulus 10 number: weights 2, 1, 2, … from the right, products summed by digit.

    >>> luhn_digit("0613048"), luhn_digit("3312001")
    ('8', '5')
    """
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def weighted_sum(body: str, weights: tuple[int, ...]) -> int:
    """Return the sum of the digits, each times its weight, from left to right."""
    return sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
