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

from typing import NamedTuple

from normalizers.addresses.dictionary import Dictionary, Entry, Former, load_dictionary
from normalizers.addresses.street import bare_ends, street_ends
from normalizers.addresses.towns import Municipality, Town

_START = (0,)
_PROVEN = _FITS = True


class Place(NamedTuple):
    """What the dictionary says of the head of an address; a named tuple, because it is made for every address.

    `written` is the name under which the municipality was found; `candidates` are the municipalities that fit equally
    well. `chome` is a 丁目 that the town's name took in. `proven` is False for a town of a former municipality that
    could be another one of the same name; `fits` says that a town was found, `settled` that its
    name alone tells which it is. `rest` follows the town.
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
    settled: bool = False


def locate(text: str) -> Place:
    """Return the place that a folded address begins with."""
    dictionary = load_dictionary()
    prefecture = _prefecture(dictionary, text)
    return (
        _locate_in(dictionary, prefecture, text[len(prefecture) :]) if prefecture else _locate_without(dictionary, text)
    )


def locate_surely(text: str) -> Place | None:
    """Return the place that every folded address has which goes on as `text` does, up to a digit that ends it.

    None where the rest could matter: no municipality, or several, or a former one, or one of Kyoto; no town; or a town
    whose name could go on with a digit.
    """
    dictionary = load_dictionary()
    prefecture = _prefecture(dictionary, text)
    names, after = dictionary.by_prefecture[prefecture], text[len(prefecture) : -1]
    for length in dictionary.lengths[prefecture].get(after[:2], ()):
        entries = names.get(after[:length])
        if length >= len(after) or entries:
            break
    else:
        return None
    only = entries[0] if entries and len(entries) == 1 and length < len(after) else None
    if not isinstance(only, Municipality) or only.in_kyoto or only.goes_on(after[length:]):
        return None
    return _place(only, after[:length], f"{after[length:]}{text[-1]}")


def _prefecture(dictionary: Dictionary, text: str) -> str:
    """Return the prefecture that a text begins with, or ""."""
    if text[:3] in dictionary.by_prefecture:
        return text[:3]
    return text[:4] if text[:4] in dictionary.by_prefecture else ""


def _locate_without(dictionary: Dictionary, text: str) -> Place:
    """Return the place of an address whose prefecture is left out, or written without its 都道府県."""
    place = _locate_in(dictionary, "", text)
    if not place.written:
        for stem in (text[:2], text[:3]):
            full = next((f"{stem}{kind}" for kind in "県都府" if f"{stem}{kind}" in dictionary.by_prefecture), "")
            found = _locate_in(dictionary, full, text[len(stem) :]) if full else place
            if found.written:
                return found
    return place


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
    """Return the place of a former municipality's town in one successor: the prefix under which most of it is named."""
    best: Place | None = None
    longest = 0
    for prefix in former.prefixes:
        place = _place(municipality, written, f"{prefix}{text}")
        named = len(place.town_written) - len(prefix)
        if place.town and named > longest:
            longest = named
            proven = former.whole or bool(prefix) or place.town.key.startswith(former.aliases[-1][:-1])
            best = place._replace(former=former, proven=proven, settled=place.settled and proven)
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
            town, length, chome, settled = hit
            after = end + length
            return Place(municipality.prefecture, text[after:], municipality, (), None, written, text[:end], town,
                         text[end:after], chome, _PROVEN, _FITS, settled)  # fmt: skip
    own = (
        municipality.find_town(municipality.aliases[-1]) if text[:1].isdecimal() or text.startswith("無番地") else None
    )
    if own and own.length == len(municipality.aliases[-1]):
        return Place(municipality.prefecture, text, municipality, (), None, written, "", own.town, own.town.key, 0,
                     _PROVEN, _FITS, own.settled)  # fmt: skip
    return Place(municipality.prefecture, text, municipality, (), None, written)
