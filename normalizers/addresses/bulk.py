"""Many addresses: each distinct text once, on one core or on several.

A column of a national file repeats its addresses (families, dormitories), so the distinct texts are mapped and the
rows look their own up. Processes are forked after the dictionary is read and share it; what comes back is what
`normalize_address` gives for every single text.

>>> parsed = parse_addresses(["渋谷区渋谷3-5-1", "渋谷区渋谷3-5-1"])
>>> len(parsed), parsed["渋谷区渋谷3-5-1"].town
(1, '渋谷三丁目')
>>> set(address_keys(["渋谷区渋谷3-5-1", "東京都渋谷区渋谷三丁目5番1号"]).values())
{'131130 渋谷 c3-5-1'}
"""

import gc
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from normalizers.addresses.dictionary import load_dictionary
from normalizers.addresses.key import address_key
from normalizers.addresses.parse import ParsedAddress, parse_address
from normalizers.forms import AddressKey

CHUNK = 4096
"""So many texts go to a process at a time."""

T = TypeVar("T")
R = TypeVar("R")


def parse_addresses(values: Iterable[str]) -> dict[str, ParsedAddress]:
    """Return distinct text → its parts."""
    return {text: parse_address(text) for text in dict.fromkeys(values)}


def address_keys(values: Iterable[str], *, processes: int = 1) -> dict[str, AddressKey]:
    """Return distinct text → its key.

    Args:
        values: Addresses as written; repeats cost nothing.
        processes: How many forked processes share the work; 1 forks none.
    """
    texts = list(dict.fromkeys(values))
    return dict(zip(texts, map_forked(_key, texts, processes=processes), strict=True))


def _key(text: str) -> AddressKey:
    return address_key(parse_address(text), text)


def map_forked(function: Callable[[T], R], items: Sequence[T], *, processes: int) -> list[R]:
    """Return `[function(item) for item in items]`, computed by forked processes.

    They inherit the dictionary and the items, so that nothing is sent to them but where to begin.
    """
    if processes <= 1 or len(items) <= CHUNK:
        return [function(item) for item in items]
    from multiprocessing import get_context  # noqa: PLC0415  a third of the time of a small job

    load_dictionary().read_all()
    with get_context("fork").Pool(processes, _Chunks.inherit, (function, items)) as pool:
        parts = pool.imap(_Chunks.map_from, range(0, len(items), CHUNK))
        return [result for part in parts for result in part]


class _Chunks:
    """What a forked process works on; set once, in that process."""

    function: Callable[[Any], Any]
    items: Sequence[Any]

    @classmethod
    def inherit(cls, function: Callable[[T], R], items: Sequence[T]) -> None:
        """Take over the work; the short life of the process needs no collection of garbage."""
        gc.disable()
        cls.function, cls.items = staticmethod(function), items

    @classmethod
    def map_from(cls, start: int) -> list[Any]:
        """Return the results of one chunk."""
        return [cls.function(item) for item in cls.items[start : start + CHUNK]]
