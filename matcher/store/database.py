"""The way to the database: one pool of connections, and transactions that each take one role and one tenant.

A connection that nobody gave a role to has the role of a tenant without a tenant: it sees nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from psycopg import Connection as PsycopgConnection
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from matcher.store.upgrade import upgrade


class Access(StrEnum):
    """The database role of a transaction; what each may do stands in the migration that makes them."""

    TENANT = "totsugo_tenant"
    NATIONAL = "totsugo_national"
    LOOKUP = "totsugo_lookup"


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. `url` is the one for psycopg itself (`postgresql://…`)."""

    engine: Engine
    url: str

    @classmethod
    def open(cls, url: str, *, pool_size: int = 10) -> Self:
        """Bring the tables of the database at `url` up to date and open a pool.

        Raises:
            sqlalchemy.exc.OperationalError: it cannot be reached.
        """
        address = make_url(url).set(drivername="postgresql+psycopg")
        options = {"options": _OPTIONS, "application_name": "totsugo"}
        engine = create_engine(address, pool_size=pool_size, max_overflow=pool_size, connect_args=options)
        upgrade(engine)
        event.listen(engine, "connect", _take_no_tenant)
        engine.dispose()
        return cls(engine, address.set(drivername="postgresql").render_as_string(hide_password=False))

    @contextmanager
    def transaction(self, access: Access, insurer_number: str = "") -> Iterator[Connection]:
        """Begin a transaction in this role; commit at the end, roll back on an exception.

        Args:
            access: the role.
            insurer_number: the tenant of a `TENANT` transaction.
        """
        with self.engine.begin() as connection:
            connection.execute(_TAKE_ROLE, {"role": access.value, "insurer": insurer_number})
            yield connection

    @contextmanager
    def sole_worker(self, name: str) -> Iterator[bool]:
        """Be the only process that works on `name` while the context lasts; yield False if another one does.

        The lock lives with a connection of its own, so it ends with the process, however that ends.
        """
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            alone = bool(connection.execute(_TRY_WORK, {"name": name}).scalar())
            try:
                yield alone
            finally:
                if alone:
                    connection.execute(_END_WORK, {"name": name})

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


_OPTIONS: Final = "-c search_path=totsugo -c timezone=UTC -c temp_buffers=64MB"
"""Of every connection. The rows of a chunk, and those of a file, pass through temporary tables."""
_TAKE_ROLE = text("SELECT set_config('role', :role, true), set_config('totsugo.insurer', :insurer, true)")
_TRY_WORK = text("SELECT pg_try_advisory_lock(hashtextextended('work ' || :name, 7306812190174))")
_END_WORK = text("SELECT pg_advisory_unlock(hashtextextended('work ' || :name, 7306812190174))")


def _take_no_tenant(connection: PsycopgConnection[object], _record: object) -> None:
    """Give a new connection the role of a tenant without a tenant, for the whole session."""
    connection.execute(f"SET SESSION ROLE {Access.TENANT.value}")
    connection.commit()
