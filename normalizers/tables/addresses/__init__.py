"""Municipalities, towns and kanji variants of addresses: data only; see `normalizers.addresses.build`."""
