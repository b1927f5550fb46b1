"""Birth dates that are certainly readable and wholly known, told by their form alone.

YYYYMMDD or YYYY-MM-DD, a day of the calendar from 1870 to 2099; 29 February is left to those who know leap years. Two
equal texts of this form are EXACT.

>>> [is_plain_date(text) for text in ("19850102", "1985-01-02", "19850100", "19850431", "昭和60年1月2日")]
[True, True, False, False, False]
"""

import re

_YEAR = "(18[7-9][0-9]|19[0-9]{2}|20[0-9]{2})"
_DAYS = (("(0[1-9]|1[0-2])", "(0[1-9]|1[0-9]|2[0-8])"), ("(0[13-9]|1[0-2])", "(29|30)"), ("(0[13578]|1[02])", "31"))
_PLAIN = re.compile("|".join(_YEAR + gap + month + gap + day for gap in ("", "-") for month, day in _DAYS))


def is_plain_date(text: str) -> bool:
    """Return whether a text is such a date."""
    return _PLAIN.fullmatch(text) is not None
