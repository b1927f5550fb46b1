"""Numbers that identify people, insurers, programmes, municipalities and addresses: one module per number.

Every module has the same shape: `validate(text) -> str` returns the number as digits or raises one of the errors of
`normalizers.identifiers.errors`, and `check_digit(body) -> str` computes the last digit where the number has one.
Full-width digits and surrounding spaces are folded; a hyphen, a letter or a number of nothing but zeros is an error.

A check digit finds typing errors. It cannot tell that a valid number belongs to somebody else: that is what the
comparison with the resident registry is for.

>>> from normalizers.identifiers import individual_number, insurer_number
>>> insurer_number.validate(" ０６１３０４８８ ")
'06130488'
>>> individual_number.is_valid("983205673214"), individual_number.is_valid("983205673210")
(True, False)
"""

from normalizers.identifiers.digits import fold_digits
from normalizers.identifiers.errors import (
    AllZeros,
    HasHyphen,
    IdentifierError,
    NotDigits,
    UnknownCode,
    WrongCheckDigit,
    WrongLength,
)

__all__ = [
    "AllZeros",
    "HasHyphen",
    "IdentifierError",
    "NotDigits",
    "UnknownCode",
    "WrongCheckDigit",
    "WrongLength",
    "fold_digits",
]
