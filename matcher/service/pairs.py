"""`compare` and `parse-address`: one item of many pairs, or many addresses, from CSV to CSV.

Values are taken as they stand: nothing is trimmed or folded before the comparison, because compatibility ideographs,
variation selectors and invisible characters are what is compared.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path

from matcher.domain.levels import Comparison, Item
from matcher.domain.refusals import Refusal
from matcher.service.explain import explanation, name_explanation
from matcher.service.outputs import plan
from matcher.service.publication import Publication

Row = dict[str, str]
Compare = Callable[[str, str], Comparison]


class PairsRefused(Refusal):
    """The file of pairs or addresses cannot be read."""

    code = "unreadable_pairs"
    hint = "write it as CSV in UTF-8 with this header"


def compare_pairs(item: Item, pairs: Path, out: Path, *, explain: bool = False) -> int:
    """Compare `item` of every pair of a file and write `id,level,reasons`; return the number of pairs.

    Args:
        item: which item the pairs are.
        pairs: `id,a,b`: a is the enrolment's value, b the resident's.
        out: the file to write: one line per pair, in the same order; `reasons` has the evidence codes.
        explain: add the column `explanation`, which says in words what each reason means and where it is.

    Raises:
        Refusal: the pairs cannot be read, or `out` cannot be written.
    """
    compare = comparer(item)

    def answer(row: Row) -> list[str]:
        comparison = compare(row["a"], row["b"])
        reasons = " ".join(dict.fromkeys(evidence.code for evidence in comparison.evidence))
        explained = [_explained(item, comparison, row["a"], row["b"])] if explain else []
        return [row["id"], comparison.level, reasons, *explained]

    columns = ("id", "level", "reasons", *(("explanation",) if explain else ()))
    return _each(pairs, ("id", "a", "b"), out, columns, answer)


def parse_addresses(source: Path, out: Path) -> int:
    """Parse every address of a file with `id,raw` and write `id,pref,city,town,rest`; return their number.

    Raises:
        Refusal: the addresses cannot be read, or `out` cannot be written.
    """
    from normalizers.addresses import parse_address  # noqa: PLC0415  its dictionary is large, and names do not need it

    def answer(row: Row) -> list[str]:
        parsed = parse_address(row["raw"])
        return [row["id"], parsed.pref, parsed.city, parsed.town, parsed.rest]

    return _each(source, ("id", "raw"), out, ("id", "pref", "city", "town", "rest"), answer)


def _explained(item: Item, comparison: Comparison, enrolment: str, resident: str) -> str:
    """Return what the evidence says: of a name character by character, of an address with both parses side by side."""
    if item in {Item.NAME, Item.NAME_KANA}:
        return name_explanation(item, enrolment, resident)
    said = explanation(comparison, enrolment, resident)
    if item is not Item.ADDRESS or not (enrolment.strip() and resident.strip()):
        return said
    from matcher.domain.address_explain import explain_address, side_by_side  # noqa: PLC0415  as above

    return "; ".join(text for text in (said, side_by_side(explain_address(enrolment, resident))) if text)


def comparer(item: Item) -> Compare:
    """Return the function that compares two raw values of an item, with nothing else known of the two persons."""
    match item:
        case Item.ADDRESS:
            from matcher.domain.addresses import compare_address  # noqa: PLC0415  as above

            return compare_address
        case Item.BIRTH_DATE:
            from matcher.domain.dates import compare_birth_date  # noqa: PLC0415

            return compare_birth_date
        case Item.SEX:
            from matcher.domain.sex import compare_sex  # noqa: PLC0415

            return compare_sex
        case Item.NAME:
            from matcher.domain.names import RegisteredNames, compare_name  # noqa: PLC0415

            return lambda a, b: compare_name(a, RegisteredNames(b, "", "", "", "", foreign=False))
        case Item.NAME_KANA:
            from matcher.domain.kana import compare_name_kana  # noqa: PLC0415
            from matcher.domain.names import RegisteredNames  # noqa: PLC0415

            return lambda a, b: compare_name_kana(a, RegisteredNames("", b, "", "", "", foreign=False), None)


def _each(
    source: Path, needed: Sequence[str], out: Path, columns: Sequence[str], answer: Callable[[Row], Iterable[str]]
) -> int:
    """Write one line of `columns` for each record of `source`, and return their number."""
    place = plan([source], out).results[0]
    count = 0
    with Publication(place.parent) as publication:
        with TextIOWrapper(publication.open(place), "utf-8", newline="") as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(columns)
            for row in _records(source, needed):
                writer.writerow(answer(row))
                count += 1
        publication.publish()
    return count


def _records(source: Path, needed: Sequence[str]) -> Iterator[Row]:
    """Yield the records of a CSV file, each with all needed columns.

    Raises:
        PairsRefused: the file cannot be opened or read; the message says on which line.
    """
    line = 0
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if absent := [name for name in needed if name not in (reader.fieldnames or ())]:
                raise PairsRefused(f"{source} has no column {', '.join(absent)}")
            for row in reader:
                line = reader.line_num
                if any(row[name] is None for name in needed):
                    raise PairsRefused(f"{source}:{line}: the record has too few fields")
                yield row
    except OSError as error:
        raise PairsRefused(f"cannot read {source}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PairsRefused(f"{source}: after line {line}: not UTF-8") from error
    except csv.Error as error:
        raise PairsRefused(f"{source}: after line {line}: {error}") from error
