"""Engines: many pairs at once, in input order, with the rules of `matcher.domain` and none of their own.

`reference` is plain and slow, and says what is right; `duckdb` is the one that is used. Both take and give the same
Arrow record batches, and give the same results for every input.
"""
