"""郵便番号: 7 digits without a check digit.

On letters a hyphen stands after the third digit; files carry digits only.

>>> validate("１０００００１")
'1000001'
>>> validate("100-0001")
Traceback (most recent call last):
    ...
normalizers.identifiers.errors.HasHyphen: a hyphen stands in the number

Source: 日本郵便「郵便番号データの説明」. Whether a code is in use is a question for its table, not for its form.
"""

from normalizers.identifiers.digits import digits_of

LENGTH = 7


def validate(text: str) -> str:
    """Return the 7 digits, or raise the error that says what is wrong with them."""
    return digits_of(text, LENGTH)
