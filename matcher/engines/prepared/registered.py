"""Who was registered: what tells on another night who is new, who changed and who is gone.

Of each resident two words are kept in the order of the keys, the first word of the key and that of all columns; so two
nights are compared range by range, as the numbers of both sides are (`matcher.engines.prepared.meeting`).
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from matcher.engines.portioned.words import NOT_THERE
from matcher.engines.prepared.form import DIGESTS, NUMBERS, Side
from matcher.engines.prepared.index import Span, found_in, open_index, rows_of, spans

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_AT_ONCE = 1 << 21

NOBODY_YET = np.empty((2, 0), np.int64)
"""Who was registered before the first night."""


class Changes(NamedTuple):
    """Who is registered now, and what changed since: the places of who is new or another, the words of who is gone.

    Both ascend. Who changed is among either.
    """

    registered: Longs
    new: Longs
    gone: Longs

    @classmethod
    def nothing(cls) -> Self:
        """Return that nobody is registered."""
        return cls(NOBODY_YET, NOBODY_YET[0], NOBODY_YET[0])


def changes_since(before: Longs, residents: Side) -> Changes:
    """Compare who is registered now with who was; `before` is what was returned as registered then."""
    todo = list(spans((int(residents.starts[-1]) // _AT_ONCE).bit_length()))
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)), "registered") as threads:
        parts = list(threads.map(partial(_within, before, residents), todo))
    registered, new, gone = zip(*parts, strict=True)
    return Changes(np.concatenate(registered, axis=1), np.sort(np.concatenate(new)), np.sort(np.concatenate(gone)))


def _within(before: Longs, residents: Side, span: Span) -> Changes:
    then = before[:, rows_of(before, span)]
    keys, words, places = _now(residents, span)
    now = np.stack((keys, words))
    if any((one[0, 1:] == one[0, :-1]).any() for one in (then, now)):  # two keys begin alike
        same, stayed = np.isin(words, then[1]), np.isin(then[1], words)
    else:
        same, stayed = _same(then, now)
    return Changes(now, places[~same], then[1, ~stayed])


def _same(then: Longs, now: Longs) -> tuple[Mask, Mask]:
    """Return of either night who is registered as on the other one; no two keys of a night are the same."""
    stayed = np.zeros(then.shape[1], np.bool_)
    at = found_in(then[0], now[0])
    known = np.flatnonzero(at != NOT_THERE)
    same = np.zeros(now.shape[1], np.bool_)
    same[known] = then[1, at[known]] == now[1, known]
    stayed[at[same]] = True
    return same, stayed


def _now(residents: Side, span: Span) -> Longs:
    """Return of who has a key in a range the first word of the key, ascending, the word and the place."""
    parts = [np.empty((3, 0), np.int64)]
    for folder, start in zip(residents.folders, residents.starts.tolist(), strict=False):
        index = open_index(folder / NUMBERS)
        own = rows_of(index, span)
        places = index[3, own] >> 1
        parts.append(np.stack((index[0, own], open_index(folder / DIGESTS)[places], places + start)))
    found: Longs = np.concatenate(parts, axis=1)
    return found if len(residents.folders) == 1 else found[:, np.argsort(found[0], kind="stable")]
