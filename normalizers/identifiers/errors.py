"""Why a text is not the number that it should be: one error per question that a sender asks.

The codes are codes of `rules/defects.yaml`. No message carries the text.

>>> raise WrongLength("12 digits are needed")
Traceback (most recent call last):
    ...
normalizers.identifiers.errors.WrongLength: 12 digits are needed
"""


class IdentifierError(ValueError):
    """The text is not a valid number of its kind; `code` says why."""

    code = "not_digits"


class HasHyphen(IdentifierError):
    """A hyphen or a look-alike of one stands in the number."""

    code = "hyphen"


class NotDigits(IdentifierError):
    """Something other than the digits 0 to 9 stands in the number."""


class WrongLength(IdentifierError):
    """Too many or too few digits."""

    code = "wrong_length"


class AllZeros(IdentifierError):
    """Nothing but zeros, with which systems mark a number that they do not have."""

    code = "all_zeros"


class WrongCheckDigit(IdentifierError):
    """The last digit does not follow from the others."""

    code = "wrong_check_digit"


class UnknownCode(IdentifierError):
    """A part of the number is not in the official list of values, such as a prefecture 00 or 48."""

    code = "unknown_code"
