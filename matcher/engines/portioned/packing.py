"""Arrow rows as one blob, for ways that know bytes only.

>>> unpacked(packed(pa.table({"place": [3, 5]}))).column("place").to_pylist()
[3, 5]
"""

import pyarrow as pa

_LZ4 = pa.ipc.IpcWriteOptions(compression="lz4")


def packed(table: pa.Table) -> bytes:
    """Return rows as a blob."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_LZ4) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def unpacked(blob: bytes) -> pa.Table:
    """Return the rows of a blob."""
    with pa.ipc.open_stream(blob) as reader:
        return reader.read_all()
