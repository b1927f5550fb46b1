"""保険者番号: 8 digits (法別 2, 都道府県 2, 保険者別 3, check digit), or 6 for 国民健康保険, which has no 法別番号.

A 国保 number padded with 00 to the eight digits of claims is the same number: `canonical` gives the form that keys
use. The check digit does not change with the padding, because leading zeros add nothing to the sum.

>>> validate("06130488"), validate("138016")
('06130488', '138016')
>>> canonical("138016"), canonical("00138016"), canonical("33120015")
('00138016', '00138016', '33120015')
>>> validate("06130489")
Traceback (most recent call last):
    ...
normalizers.identifiers.errors.WrongCheckDigit: the check digit does not fit

Source: 保険者番号、公費負担者番号・公費負担医療の受給者番号並びに医療機関コード及び薬局コード設定要領 (別添2).
"""

from normalizers.identifiers.digits import digits_of, luhn_digit
from normalizers.identifiers.errors import WrongCheckDigit

LENGTHS = (6, 8)
_CANONICAL_LENGTH = 8


def check_digit(body: str) -> str:
    """Return the check digit of the first five or seven digits."""
    return luhn_digit(body)


def validate(text: str) -> str:
    """Return the 6 or 8 digits as written, or raise the error that says what is wrong with them."""
    number = digits_of(text, LENGTHS)
    if check_digit(number[:-1]) != number[-1]:
        raise WrongCheckDigit("the check digit does not fit")
    return number


def canonical(text: str) -> str:
    """Return the number as 8 digits, the form in which claims and lookups carry every insurer."""
    return validate(text).rjust(_CANONICAL_LENGTH, "0")
