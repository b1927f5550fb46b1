"""Japanese addresses: parse, canonical key, bulk mapping; standard library only.

>>> parse_address("岡山県岡山市北区下石井1丁目4-1").city
'岡山市北区'
"""

from normalizers.addresses.bulk import address_keys, map_forked, parse_addresses
from normalizers.addresses.key import address_key, normalize_address
from normalizers.addresses.parse import ParsedAddress, parse_address

__all__ = [
    "ParsedAddress",
    "address_key",
    "address_keys",
    "map_forked",
    "normalize_address",
    "parse_address",
    "parse_addresses",
]
