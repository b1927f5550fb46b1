"""The dictionary of municipalities and towns, from the two town lists and the two tables of former names.

One line per municipality (`C`), one per former municipality (`O`), one per town (key first). The keys are folded, so
that loading the file folds nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from normalizers.addresses.build_aliases import fold_streets, municipality_aliases, spans, town_aliases
from normalizers.addresses.build_former import former_lines, read_table
from normalizers.addresses.build_sources import SourceRow
from normalizers.addresses.build_towns import OAZA, Municipality, Town, collect, light_name, merge_renamed
from normalizers.addresses.fold import fold_address
from normalizers.identifiers.municipality_code import check_digit

_NUMBER_IN_AZA = re.compile("[0-9]")
_ONLY_NUMBER = re.compile("第?[0-9 ]+(?:号|番|番地|地割|丁目|丁)?|.*丁目")


def check_collisions(places: Iterable[Municipality]) -> dict[tuple[str, str, str], str]:
    """Return the decision per colliding key.

    Raises:
        SystemExit: Two names of one source fall together without a decision, or a decision is about nothing.
    """
    decided = {tuple(row[:3]): row[3] for row in read_table("collisions.tsv")}
    seen = {
        (place.prefecture, place.name, key) for place in places for key, town in place.towns.items() if town.collides
    }
    if seen != set(decided):
        problems = sorted(seen ^ set(decided))
        raise SystemExit(f"collisions.tsv does not decide exactly the collisions of the fold: {problems}")
    return {(prefecture, name, key): decided[prefecture, name, key] for prefecture, name, key in seen}


def town_line(key: str, town: Town, decision: str) -> str:
    """Return `key, name, 丁目, flags, streets or spellings, 小字 with a numeral`, empty parts at the end left out."""
    twins = town.streets if len(town.streets) > 1 and any(town.streets.values()) else {}
    names = {name for group in town.names.values() for name in group}
    spellings = {
        "apart": sorted({light_name(name) for name in names}),
        "oaza": sorted(name for name in names if name.startswith(OAZA)),
    }.get(decision, [])
    parts = [
        key,
        "" if town.name == key else town.name,
        f"{spans(town.chome)}{'' if town.unit == '丁目' else town.unit}",
        "+" if town.plain and town.chome and not town.oaza_has_chome else "",
        "|".join(spellings)
        or "|".join(f"{code}:{','.join(fold_streets(notes))}" for code, notes in sorted(twins.items())),
    ]
    folded = {fold_address(aza) for aza in town.azas}
    parts.append(
        "|".join(sorted(aza for aza in folded if _NUMBER_IN_AZA.search(aza) and not _ONLY_NUMBER.fullmatch(aza)))
    )
    return "\t".join(parts).rstrip("\t")


def dictionary_text(edition: str, rows: Iterable[SourceRow]) -> str:
    """Return the content of the dictionary."""
    places = merge_renamed(collect(rows))
    decisions = check_collisions(places)
    lines = [f"# {edition}"]
    for place in sorted(places, key=lambda place: place.code):
        aliases = "|".join(municipality_aliases(place.name))
        lines.append(f"C\t{place.code}{check_digit(place.code)}\t{place.prefecture}\t{place.name}\t{aliases}")
        for key in sorted(place.towns):
            decision = decisions.get((place.prefecture, place.name, key), "")
            lines.append(town_line(key, place.towns[key], decision))
        for alias, key, chome in town_aliases(place.towns):
            lines.append(f"{alias}\t={key}\t{chome or ''}".rstrip("\t"))
    codes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place in places:
        for alias in municipality_aliases(place.name):
            codes[place.prefecture, alias].append(place.code)
    lines.extend(former_lines(codes, {place.code: place.towns for place in places}))
    return "\n".join(lines) + "\n"
