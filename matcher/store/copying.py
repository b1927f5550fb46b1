"""Rows in and out of PostgreSQL by COPY, as Arrow: C code on both ends, no Python object per value.

CSV carries the difference that matters: an empty text is quoted, a NULL is not. Person keys (16 bytes) travel as
hexadecimal digits, which PostgreSQL reads and `hex_digits` writes as uuid.
"""

import io
from collections.abc import Mapping

import pyarrow as pa
from psycopg import Connection as PsycopgConnection
from pyarrow import csv
from sqlalchemy import Connection


def copy_in(connection: Connection, table: str, rows: pa.RecordBatch | pa.Table) -> None:
    """Append `rows` to `table`, whose columns are addressed by the names of `rows`."""
    names = ", ".join(f'"{name}"' for name in rows.schema.names)
    columns = [_as_text(column) for column in rows.columns]
    buffer = io.BytesIO()
    csv.write_csv(
        pa.table(dict(zip(rows.schema.names, columns, strict=True))), buffer, csv.WriteOptions(include_header=False)
    )
    with _driver(connection).cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(buffer.getbuffer())


def copy_out(connection: Connection, query: str, schema: pa.Schema, values: Mapping[str, object]) -> pa.Table:
    """Return the rows of `query`, whose columns are those of `schema` in order.

    Args:
        connection: an open transaction.
        query: SELECT with `%(name)s` for values; a column that is binary in `schema` gives hexadecimal digits.
        schema: names and types.
        values: what stands for the names in `query`.
    """
    buffer = io.BytesIO()
    statement = f"COPY ({query}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
    with _driver(connection).cursor() as cursor, cursor.copy(statement, dict(values)) as copy:
        for block in copy:
            buffer.write(block)
    if not buffer.tell():
        return schema.empty_table()
    types = {field.name: _read_as(field.type) for field in schema}
    buffer.seek(0)
    read = csv.read_csv(
        buffer,
        read_options=csv.ReadOptions(column_names=schema.names),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )
    columns = [_as_type(read.column(field.name), field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _read_as(wanted: pa.DataType) -> pa.DataType:
    """Return the type in which the CSV reader takes a column that is to become `wanted`."""
    if pa.types.is_fixed_size_binary(wanted):
        return pa.string()
    return wanted.value_type if pa.types.is_dictionary(wanted) else wanted


def _as_text(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    if not pa.types.is_fixed_size_binary(column.type):
        return column
    return pa.array([None if key is None else key.hex() for key in column.to_pylist()], pa.string())


def _as_type(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray | pa.Array:
    if not pa.types.is_fixed_size_binary(wanted):
        return column.dictionary_encode() if pa.types.is_dictionary(wanted) else column
    return pa.array([None if key is None else bytes.fromhex(key) for key in column.to_pylist()], wanted)


def _driver(connection: Connection) -> PsycopgConnection[tuple[object, ...]]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, PsycopgConnection)  # noqa: S101 - the engine is made for psycopg, see database.py
    return driver
