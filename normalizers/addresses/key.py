"""The canonical key of an address: equal keys mean the same dwelling, unequal keys need `compare_address`.

An address that the dictionary does not place beyond doubt has its own characters as key, so that it equals itself only.

>>> normalize_address("東京都渋谷区渋谷三丁目5番1号").key == normalize_address("渋谷区渋谷３－５－１").key
True
>>> normalize_address("東京都渋谷区渋谷三丁目5番1号").key
'131130 渋谷 c3-5-1'
"""

from normalizers.addresses.notation import notation_reasons
from normalizers.addresses.numbers import Number
from normalizers.addresses.parse import ParsedAddress, parse_address
from normalizers.forms import AddressKey, Normalized, Reason

_PLAIN = {"丁目": "c", "丁": "c", "地割": "w", "部": "p", "字": "z"}
_WITH_CHOME = _PLAIN | {"番地": "b"}
_WITH_GO = _PLAIN | {"番": "g"}


def address_key(address: ParsedAddress, written: str) -> AddressKey:
    """Return the key of a parsed address."""
    place, _, _, town_key, _, aza, numbers, _, building, room, care_of, _, _, residue = address
    if not town_key or residue or place.municipality is None:
        return AddressKey(f"={written}")
    key = f"{place.municipality.code} {town_key}"
    if aza:
        key += f" a{aza}"
    if numbers:
        key += f" {number_key(numbers)}"
    if building:
        key += f" b{building}"
    if room:
        key += f" r{room}"
    if care_of:
        key += f" w{care_of}"
    return AddressKey(key)


def number_key(numbers: tuple[Number, ...]) -> str:
    """Return the numbers with the marks that could mean another place.

    In a town with 丁目 the usual form is 番-号, so 番地 is marked; elsewhere it is 番地, so 番-号 is marked.

    >>> number_key((("3", "丁目"), ("5", "番"), ("1", "号"))), number_key((("5", "番"), ("1", "号")))
    ('c3-5-1', 'g5-1')
    """
    prefixes = _PLAIN
    for _, mark in numbers:
        if mark == "丁目":
            prefixes = _WITH_CHOME
            break
        if mark == "号":
            prefixes = _WITH_GO
    return "-".join([prefixes.get(mark, "") + value for value, mark in numbers])


def normalize_address(text: str) -> Normalized[AddressKey]:
    """Return the key of an address and the notations that it folds."""
    address = parse_address(text)
    return Normalized(address_key(address, text), tuple(Reason(code) for code in notation_reasons(text, address)))
