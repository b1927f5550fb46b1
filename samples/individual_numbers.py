"""The synthetic 個人番号 of every sample and test: one sequence, so that a leak can be searched for by its form.

The n-th number is ``99`` + three digits for the million that n lies in + six scrambled digits + the check digit. So
every
made-up number begins with 99, and those of the ready files, of the tests' canary list and of any nation of up to a
million people begin with 99000. Search for a leak with ``grep -E '99[0-9]{10}'``, or ``99000[0-9]{7}`` for the small
sets.
The scrambling is a bijection: no number comes twice, neighbours in the sequence look unrelated, and the place of a
number in
the sequence can be computed back, which tells whether a mistyped number belongs to anybody.

>>> [individual_number(n) for n in range(3)]
['990002718286', '990004967577', '990007216866']
>>> position(individual_number(1_234_567)) == 1_234_567
True
>>> check_digit("98320567321")
4
>>> all(is_valid(number) for number in mistyped("990002718286"))
True

Source of the check digit: 平成26年総務省令第85号 第5条.
"""

from __future__ import annotations

from operator import mul

import numpy as np
import numpy.typing as npt

PREFIX = 99
CAPACITY = 1_000_000_000
"""How many distinct numbers the sequence has."""

_BLOCK = 1_000_000
_STEP = 224_929
_START = 271_828
_UNSTEP = pow(_STEP, -1, _BLOCK)
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def check_digit(body: str) -> int:
    """Return the check digit of the first eleven digits of a 個人番号."""
    remainder = sum(map(mul, map(int, body), _WEIGHTS)) % 11
    return 0 if remainder <= 1 else 11 - remainder


def individual_number(place: int) -> str:
    """Return the number at a place of the sequence, counted from 0."""
    block, inside = divmod(place, _BLOCK)
    body = f"{PREFIX}{block:03d}{(inside * _STEP + _START) % _BLOCK:06d}"
    return body + str(check_digit(body))


def position(number: str) -> int:
    """Return the place in the sequence of a number that begins with 99: the inverse of `individual_number`."""
    block, scrambled = int(number[2:5]), int(number[5:11])
    return block * _BLOCK + (scrambled - _START) * _UNSTEP % _BLOCK


def is_valid(number: str) -> bool:
    """Tell whether the last digit is the check digit of the others."""
    return int(number[11]) == check_digit(number[:11])


def wrong_check_digit(number: str, by: int = 1) -> str:
    """Return the number with a check digit that does not fit: a typing error that intake can see."""
    return number[:11] + str((int(number[11]) + by) % 10)


def mistyped(number: str, first: int = 5) -> list[str]:
    """Return every number one typing error away (one digit, or two neighbours swapped) that passes the check digit.

    Args:
        number: A number of the sequence.
        first: The first digit that may be mistyped, from 0. From 5 the result stays in the same million, from 2 it
        keeps the
            synthetic form.
    """
    found: set[str] = set()
    for place in range(first, 12):
        head, tail = number[:place], number[place + 1 :]
        found.update(head + digit + tail for digit in "0123456789")
        if tail:
            found.add(head + tail[0] + number[place] + tail[1:])
    return sorted(candidate for candidate in found if candidate != number and is_valid(candidate))


def number_strings(places: npt.NDArray[np.int64]) -> npt.NDArray[np.bytes_]:
    """Return the numbers at many places at once, as fixed-width ASCII."""
    block, inside = np.divmod(places, _BLOCK)
    body = PREFIX * 10**9 + block * _BLOCK + (inside * _STEP + _START) % _BLOCK
    digits = np.empty((len(places), 12), dtype=np.uint8)
    remainder = np.zeros(len(places), dtype=np.int64)
    for place, weight in reversed(list(enumerate(_WEIGHTS))):
        body, digit = np.divmod(body, 10)
        digits[:, place] = digit
        remainder += digit * weight
    remainder %= 11
    digits[:, 11] = np.where(remainder <= 1, 0, 11 - remainder)
    digits += ord("0")
    return digits.view("S12").ravel()


def canary_lists(valid: int = 400, invalid: int = 40) -> tuple[str, str]:
    """Return the text of the two canary lists: the first numbers of the sequence, and some with a wrong digit."""
    head = (
        "# Synthetic 個人番号 for tests, made by samples/individual_numbers.py (python samples/generate.py canaries).\n"
        "# They belong to nobody. Every synthetic number begins with 99, these with 99000:\n"
        "# a leak is found with  grep -E '99[0-9]{10}'.\n"
    )
    good = [individual_number(place) for place in range(valid)]
    bad = [wrong_check_digit(number, by=1 + place % 9) for place, number in enumerate(good[:invalid])]
    return (
        head + "# All pass the check digit.\n" + "\n".join(good) + "\n",
        head + "# None passes the check digit.\n" + "\n".join(bad) + "\n",
    )
