"""医療機関等コード: 10 digits (都道府県 2, 点数表 1, 郡市区 2, 機関 4, check digit).

The check digit over all ten digits rests on one published example only: `is_plausible` may warn and must never reject.

>>> validate("1310000011")
'1310000011'
>>> is_plausible("1329999999")
False

Source: 設定要領 別添2 for the parts; 点数表 1 医科, 3 歯科, 4 調剤, 6 訪問看護.
"""

from normalizers.identifiers.digits import digits_of, luhn_digit

LENGTH = 10
FEE_TABLES = frozenset("1346")


def validate(text: str) -> str:
    """Return the 10 digits, or raise the error that says what is wrong with their form."""
    return digits_of(text, LENGTH)


def is_plausible(text: str) -> bool:
    """Return whether the fee table is a known one and the last digit fits, of a code that `validate` accepts."""
    code = validate(text)
    return code[2] in FEE_TABLES and luhn_digit(code[:-1]) == code[-1]
