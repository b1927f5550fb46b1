"""個人番号 (My Number): 12 digits, the last of which is a check digit with modulus 11.

With P(n) the n-th digit from the right of the first eleven and Q(n) = n + 1 for n ≤ 6, n − 5 for n ≥ 7, the check
digit is 11 − (Σ P(n)·Q(n) mod 11), and 0 if that sum leaves 0 or 1. Because two remainders share the digit 0, one
single-digit error in sixty passes, and so does one neighbour swap in fifty-five.

>>> validate("１２３４５６７８９０１８")
'123456789018'
>>> check_digit("98320567321")
'4'
>>> validate("123456789010")
Traceback (most recent call last):
    ...
normalizers.identifiers.errors.WrongCheckDigit: the check digit does not fit

Source: 平成26年総務省令第85号 (番号法の規定による通知カード及び個人番号カード等に関する省令), article 5.
"""

from normalizers.identifiers.digits import digits_of, weighted_sum
from normalizers.identifiers.errors import IdentifierError, WrongCheckDigit

LENGTH = 12
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def check_digit(body: str) -> str:
    """Return the check digit of the first eleven digits."""
    rest = weighted_sum(body, _WEIGHTS) % 11
    return "0" if rest <= 1 else str(11 - rest)


def validate(text: str) -> str:
    """Return the 12 digits, or raise the error that says what is wrong with them."""
    number = digits_of(text, LENGTH)
    if check_digit(number[:-1]) != number[-1]:
        raise WrongCheckDigit("the check digit does not fit")
    return number


def is_valid(text: str) -> bool:
    """Return whether the text is a valid 個人番号."""
    try:
        validate(text)
    except IdentifierError:
        return False
    return True
