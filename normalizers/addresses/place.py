"""Prefecture, municipality and town of a folded address, by longest prefix in the dictionary; nothing is guessed.

A prefecture, a 郡, the city before a ward or the ward may be left out: then every municipality of that name is a
candidate, and the one whose town follows in the text wins. Several that fit, none is chosen. A present name goes
before a former one. In Kyoto the town stands after the last 上ル, 下ル, 東入 or 西入.

>>> place = locate("北区中川北山町48-2")
>>> place.municipality.name, place.town.name, place.rest
('京都市北区', '中川北山町', '48-2')
>>> place = locate("出水郡野田町上名1717-30")
>>> place.municipality.name, place.town.name, place.former.date
('出水市', '野田町上名', '2006-03-13')
>>> len(locate("中央区本町1-1").candidates) > 1
True
"""

from collections.abc import Iterator
from typing import NamedTuple

from normalizers.addresses.dictionary import Dictionary, Entry, Former, load_dictionary
from normalizers.addresses.street import LAST_OF_STREET, bare_ends, street_ends
from normalizers.addresses.towns import Municipality, Town

_START = (0,)
_PROVEN = _FITS = True


class Place(NamedTuple):
    """What the dictionary says of the head of an address; a named tuple, because it is made for every address.

    `written` is the name under which the municipality was found; `candidates` are the municipalities that fit equally
    well. `chome` is a 丁目 that the town's name took in. `proven` is False for a town of a former municipality that
    could be another one of the same name; `fits` says that a town was found. `rest` follows the town in the text
    that was located.
    """

    prefecture: str
    rest: str
    municipality: Municipality | None = None
    candidates: tuple[Municipality, ...] = ()
    former: Former | None = None
    written: str = ""
    street: str = ""
    town: Town | None = None
    town_written: str = ""
    chome: int = 0
    proven: bool = True
    fits: bool = False


def locate(text: str) -> Place:
    """Return the place that a folded address begins with."""
    dictionary = load_dictionary()
    beginnings = _beginnings(dictionary, text)
    first = _locate_in(dictionary, *next(beginnings))
    if first.written:
        return first
    others = (_locate_in(dictionary, *other) for other in beginnings)
    return next((place for place in others if place.written), first)


class SurePlace(NamedTuple):
    """A place that nothing after the first digit can change, but for a street of Kyoto, if it could be there.

    `alone` says that no other municipality has the name: its own prefecture written before it changes nothing.
    """

    place: Place
    in_kyoto: bool
    alone: bool


def locate_surely(text: str) -> SurePlace | None:
    """Return the place of every folded address that goes on as `text` does, up to the digit that ends it.

    None where the rest could matter: a name that the text may begin with goes on with a digit, or a street of
    Kyoto ends so close to the digit that it could take in what follows.
    """
    dictionary = load_dictionary()
    place = _only_place(dictionary, text)
    if place is not None:
        return SurePlace(place, in_kyoto=False, alone=True)
    place = locate(text)
    kyoto = False
    for entry, rest in _tried(dictionary, text, place):
        if entry is None:
            return None
        for municipality, town in _readings(entry, rest):
            if _may_go_on(municipality, town):
                return None
            kyoto |= municipality.in_kyoto
    return SurePlace(place, kyoto, alone=False)


def _only_place(dictionary: Dictionary, text: str) -> Place | None:
    """Return the place, if surely it is in the one municipality of its name outside of Kyoto, as most are."""
    prefecture = _prefecture(dictionary, text)
    rest = text[len(prefecture) :]
    names = dictionary.by_prefecture[prefecture]
    for length in dictionary.lengths[prefecture].get(rest[:2], ()):
        entries = names.get(rest[:length])
        if entries:
            only = entries[0] if len(entries) == 1 and rest[:-1] not in dictionary.before_digit else None
            if not isinstance(only, Municipality) or only.in_kyoto or only.goes_on(rest[length:-1]):
                return None
            return _place(only, rest[:length], rest[length:])
    return None


def _tried(dictionary: Dictionary, text: str, place: Place) -> Iterator[tuple[Entry | None, str]]:
    """Yield each entry that `locate` tried until it came to this place, and what follows its name but the last digit.

    None stands for a name that could go on with that digit.
    """
    for prefecture, rest in _beginnings(dictionary, text):
        if rest[:-1] in dictionary.before_digit:
            yield None, ""
        names = dictionary.by_prefecture[prefecture]
        for length in dictionary.lengths[prefecture].get(rest[:2], ()):
            for entry in names.get(rest[:length], ()):
                yield entry, rest[length:-1]
            if place.fits and rest[:length] == place.written:
                return


def _beginnings(dictionary: Dictionary, text: str) -> Iterator[tuple[str, str]]:
    """Yield the prefecture and what follows it; where none is written: "", then those written without 都府県."""
    prefecture = _prefecture(dictionary, text)
    yield prefecture, text[len(prefecture) :]
    for stem in () if prefecture else (text[:2], text[:3]):
        for kind in "県都府":
            if f"{stem}{kind}" in dictionary.by_prefecture:
                yield f"{stem}{kind}", text[len(stem) :]


def _readings(entry: Entry, text: str) -> Iterator[tuple[Municipality, str]]:
    """Yield the municipality of a name and the text to look a town up in; several for a former municipality."""
    if isinstance(entry, Municipality):
        yield entry, text
    else:
        yield from ((place, f"{prefix}{text}") for place in entry.successors for prefix in entry.prefixes)


def _may_go_on(municipality: Municipality, text: str) -> bool:
    """Say whether a digit after `text` could belong to a town's name, or to a street of Kyoto."""
    if not municipality.in_kyoto:
        return municipality.goes_on(text)
    ends = (0, *street_ends(text), *bare_ends(text))
    return text[-1:] in LAST_OF_STREET or any(municipality.goes_on(text[end:]) for end in ends)


def _prefecture(dictionary: Dictionary, text: str) -> str:
    """Return the prefecture that a text begins with, or ""."""
    if text[:3] in dictionary.by_prefecture:
        return text[:3]
    return text[:4] if text[:4] in dictionary.by_prefecture else ""


def _locate_in(dictionary: Dictionary, prefecture: str, text: str) -> Place:
    names = dictionary.by_prefecture[prefecture]
    best: Place | None = None
    for length in dictionary.lengths[prefecture].get(text[:2], ()):
        entries = names.get(text[:length])
        if entries:
            place = _choose(entries, prefecture, text[:length], text[length:])
            if place.fits or place.former is None:
                return place
            best = best or place
    return best or Place(prefecture, text)


def _choose(entries: tuple[Entry, ...], prefecture: str, written: str, text: str) -> Place:
    """Return the one place among the municipalities of a name, the town deciding between several."""
    if len(entries) == 1 and isinstance(entries[0], Municipality):
        return _place(entries[0], written, text)
    found = [place for entry in entries for place in _places(entry, written, text) if place.town]
    if not found:
        present = [entry for entry in entries if isinstance(entry, Municipality)]
        former = [entry for entry in entries if isinstance(entry, Former)]
        municipalities = present or [successor for entry in former for successor in entry.successors]
        only = municipalities[0] if len(municipalities) == 1 else None
        return Place(
            prefecture or (only.prefecture if only else ""),
            text,
            only,
            () if only else tuple(municipalities),
            former=former[0] if only and not present else None,
            written=written,
        )
    best = max(found, key=_rank)
    rivals = [place for place in found if _rank(place) == _rank(best)]
    municipalities = list(dict.fromkeys(place.municipality for place in rivals if place.municipality))
    if len(municipalities) == 1:
        return best
    return Place(prefecture, text, candidates=tuple(municipalities), written=written, fits=True)


def _rank(place: Place) -> tuple[bool, int]:
    return place.former is None, len(place.town_written)


def _places(entry: Entry, written: str, text: str) -> list[Place]:
    if isinstance(entry, Municipality):
        return [_place(entry, written, text)]
    return [place for municipality in entry.successors if (place := _former_place(entry, municipality, written, text))]


def _former_place(former: Former, municipality: Municipality, written: str, text: str) -> Place | None:
    """Return the place of a former municipality's town in one successor: the prefix under which most of it is named.

    Numbers right under it belong to the town that bears its name now (佐伯郡宮島町1162 is 廿日市市宮島町1162).
    """
    best: Place | None = None
    longest = 0
    for prefix in former.prefixes:
        place = _place(municipality, written, f"{prefix}{text}")
        named = len(place.town_written) - len(prefix)
        if place.town and named > longest:
            longest = named
            proven = former.whole or bool(prefix) or place.town.key.startswith(former.aliases[-1][:-1])
            best = place._replace(former=former, proven=proven)
    if best is None and text[:1].isdecimal():
        place = _place(municipality, written, f"{former.aliases[-1]}{text}")
        if place.town_written == former.aliases[-1]:
            return place._replace(former=former)
    return best


def _is_street(municipality: Municipality, text: str, end: int, length: int) -> bool:
    """Say whether what looks like a town is the street 烏丸通, or the 上 before it could begin a town's own name."""
    if not end:
        return text.startswith("通", length) and bool(bare_ends(text))
    return text[end - 1] in "上下" and municipality.find_town(text[end - 1 :]) is not None


def _place(municipality: Municipality, written: str, text: str) -> Place:
    """Return the place in one municipality; the town is None where none of its towns follows."""
    for end in (*street_ends(text), 0, *bare_ends(text)) if municipality.in_kyoto else _START:
        hit = municipality.find_town(text[end:] if end else text)
        if hit and not (municipality.in_kyoto and _is_street(municipality, text, end, hit.length)):
            town, length, chome = hit
            after = end + length
            return Place(municipality.prefecture, text[after:], municipality, (), None, written, text[:end], town,
                         text[end:after], chome, _PROVEN, _FITS)  # fmt: skip
    own = (
        municipality.find_town(municipality.aliases[-1]) if text[:1].isdecimal() or text.startswith("無番地") else None
    )
    if own and own.length == len(municipality.aliases[-1]):
        return Place(municipality.prefecture, text, municipality, (), None, written, "", own.town, own.town.key, 0,
                     _PROVEN, _FITS)  # fmt: skip
    return Place(municipality.prefecture, text, municipality, (), None, written)
