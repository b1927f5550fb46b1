"""全国地方公共団体コード: 6 digits (都道府県 2, 市区町村 3, check digit with modulus 11).

>>> validate("131016"), validate("473821")
('131016', '473821')
>>> validate("481017")
Traceback (most recent call last):
    ...
normalizers.identifiers.errors.UnknownCode: there is no such prefecture

Source: 総務省「全国地方公共団体コード」仕様.
"""

from normalizers.identifiers.digits import digits_of, weighted_sum
from normalizers.identifiers.errors import UnknownCode, WrongCheckDigit

LENGTH = 6
_WEIGHTS = (6, 5, 4, 3, 2)
_PREFECTURES = range(1, 48)


def check_digit(body: str) -> str:
    """Return the check digit of the first five digits: the last digit of 11 minus the remainder of the sum."""
    return str((11 - weighted_sum(body, _WEIGHTS) % 11) % 10)


def validate(text: str) -> str:
    """Return the 6 digits, or raise the error that says what is wrong with them."""
    code = digits_of(text, LENGTH)
    if check_digit(code[:-1]) != code[-1]:
        raise WrongCheckDigit("the check digit does not fit")
    if int(code[:2]) not in _PREFECTURES:
        raise UnknownCode("there is no such prefecture")
    return code
