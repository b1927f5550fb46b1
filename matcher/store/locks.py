"""The locks that order what must not happen at once; each ends with its transaction.

Whoever needs several takes them in this order, so nobody waits in a circle: loading, registry, withdrawing, insurers,
rows by version, audit.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

REGISTRY: Final = 7_306_812_190_174_002
"""Shared by whoever judges against the current epoch, exclusive for whoever replaces it."""

LOADING: Final = 7_306_812_190_174_003
"""One registry is loaded at a time."""

WITHDRAWING: Final = 7_306_812_190_174_005
"""What a new registry changed is withdrawn by one process at a time."""


def hold_registry(connection: Connection) -> None:
    """Keep the current epoch current until this transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": REGISTRY})


def replace_registry(connection: Connection) -> None:
    """Wait until nobody judges against the current epoch, and let nobody begin."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": REGISTRY})


def load_alone(connection: Connection) -> None:
    """Wait until no other process loads a registry."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOADING})


def withdraw_alone(connection: Connection) -> None:
    """Wait until no other transaction withdraws what a new registry changed."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WITHDRAWING})


def register_alone(connection: Connection, insurer_numbers: Iterable[str]) -> None:
    """Wait until no other transaction registers versions for these insurers."""
    for number in sorted(set(insurer_numbers)):
        connection.execute(_NAMED, {"name": f"register {number}"})


def receive_alone(connection: Connection, digest: bytes) -> None:
    """Wait until no other transaction receives this very file."""
    connection.execute(_NAMED, {"name": f"receive {digest.hex()}"})


_NAMED = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 7306812190174))")
