"""公費負担医療の受給者番号: 7 digits, the last a check digit, for the programmes of the state.

Local programmes (地単) number their recipients as they like, so this check is for the national ones only.

>>> check_digit("000001")
'8'
>>> validate("0000018")
'0000018'

Source: as for 保険者番号 (設定要領 別添2).
"""

from normalizers.identifiers.digits import digits_of, luhn_digit
from normalizers.identifiers.errors import WrongCheckDigit

LENGTH = 7


def check_digit(body: str) -> str:
    """Return the check digit of the first six digits."""
    return luhn_digit(body)


def validate(text: str) -> str:
    """Return the 7 digits, or raise the error that says what is wrong with them."""
    number = digits_of(text, LENGTH)
    if check_digit(number[:-1]) != number[-1]:
        raise WrongCheckDigit("the check digit does not fit")
    return number
