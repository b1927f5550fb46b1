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


def address_key(address: ParsedAddress, written: str) -> AddressKey:
    """Return the key of a parsed address."""
    if not address.town_key or address.residue:
        return AddressKey(f"={written}")
    parts = [address.city_code, address.town_key]
    if address.aza:
        parts.append(f"a{address.aza}")
    if address.numbers:
        parts.append(number_key(address.numbers))
    if address.building:
        parts.append(f"b{address.building}")
    if address.room:
        parts.append(f"r{address.room}")
    if address.care_of:
        parts.append(f"w{address.care_of}")
    return AddressKey(" ".join(parts))


def number_key(numbers: tuple[Number, ...]) -> str:
    """Return the numbers with the marks that could mean another place.

    In a town with 丁目 the usual form is 番-号, so 番地 is marked; elsewhere it is 番地, so 番-号 is marked.
    """
    has_chome = numbers[0].mark == "丁目"
    ends_in_go = any(number.mark == "号" for number in numbers)
    parts: list[str] = []
    for number in numbers:
        mark = number.mark
        if mark in ("丁目", "丁"):
            parts.append(f"c{number.value}")
        elif mark == "地割":
            parts.append(f"w{number.value}")
        elif mark == "番地" and has_chome:
            parts.append(f"b{number.value}")
        elif mark == "番" and ends_in_go and not has_chome:
            parts.append(f"g{number.value}")
        else:
            parts.append(number.value)
    return "-".join(parts)


def normalize_address(text: str) -> Normalized[AddressKey]:
    """Return the key of an address and the notations that it folds."""
    address = parse_address(text)
    return Normalized(address_key(address, text), tuple(Reason(code) for code in notation_reasons(text, address)))
