"""What `compare_address` says of a pair, for the tables of tests/unit/addresses."""

from matcher.domain.addresses import compare_address
from rules import load_rules

BASE = "東京都渋谷区渋谷3-5-1"
Case = tuple[str, str, str, str, str]
"""Enrolment, resident, level, evidence, and why: the id of the test."""


def judged(enrolment: str, resident: str) -> tuple[str, str]:
    """Return level and evidence; every code of the evidence has its sentence in the catalogue."""
    found = compare_address(enrolment, resident)
    assert {item.code for item in found.evidence} <= set(load_rules().reasons)
    return found.level, " ".join(map(str, found.evidence))
