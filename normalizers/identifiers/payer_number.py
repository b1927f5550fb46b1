"""公費負担者番号: 8 digits (法別 2, 都道府県 2, 実施機関 3, check digit) of whoever pays for a subsidised treatment.

The programme must not be inferred from 法別番号 80 and above: prefectures use them for different things.

>>> validate("54016027"), validate("81136244")
('54016027', '81136244')
>>> validate("54016028")
Traceback (most recent call last):
    ...
normalizers.identifiers.errors.WrongCheckDigit: the check digit does not fit

Source: as for 保険者番号 (設定要領 別添2).
"""

from normalizers.identifiers.digits import digits_of, luhn_digit
from normalizers.identifiers.errors import WrongCheckDigit

LENGTH = 8


def check_digit(body: str) -> str:
    """Return the check digit of the first seven digits."""
    return luhn_digit(body)


def validate(text: str) -> str:
    """Return the 8 digits, or raise the error that says what is wrong with them."""
    number = digits_of(text, LENGTH)
    if check_digit(number[:-1]) != number[-1]:
        raise WrongCheckDigit("the check digit does not fit")
    return number
