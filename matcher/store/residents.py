"""Read the residents of the current epoch from first to last, for a search that cannot name them by their number."""

from collections.abc import Iterator

import pyarrow as pa
from sqlalchemy import Connection

from matcher.store.copying import copy_out
from matcher.store.pairs import RESIDENTS

_PAGE = 65_536
_FIRST = "00000000-0000-0000-0000-000000000000"
_COLUMNS = ", ".join(
    "replace(person_key::text, '-', '')" if name == "person_key" else f'"{name}"' for name in RESIDENTS.names
)


def everybody(connection: Connection, *, protected: bool) -> Iterator[pa.RecordBatch]:
    """Yield the residents in the order of their person keys, a page at a time.

    Args:
        connection: a national transaction that keeps the registry as it is.
        protected: whether residents under 支援措置 are among them.
    """
    after = _FIRST
    query = (
        f"SELECT {_COLUMNS} FROM resident WHERE epoch = (SELECT epoch FROM registry_epoch WHERE is_current)"  # noqa: S608
        f" AND person_key > %(after)s{'' if protected else ' AND NOT protected'} ORDER BY person_key LIMIT {_PAGE}"
    )
    while True:
        page = copy_out(connection, query, RESIDENTS, {"after": after})
        if not page.num_rows:
            return
        yield from page.combine_chunks().to_batches()
        after = page.column("person_key")[-1].as_py().hex()
