"""A Parquet result keeps its numbers, although its batches have them as dictionaries with a null among the values."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.service import results as module
from matcher.service.results import ParquetResults


def test_numbers_with_a_null_among_the_distinct_ones() -> None:
    indices = pa.array([0, 1, 0], pa.int32())
    batch = pa.record_batch(
        {
            "verdict": pa.DictionaryArray.from_arrays(indices, pa.array(["MATCHED", "MISMATCHED"])),
            "class": pa.DictionaryArray.from_arrays(indices, pa.array([None, 2], pa.int8())),
            "score": pa.DictionaryArray.from_arrays(indices, pa.array([None, 0.25])),
        }
    )
    file = BytesIO()
    results = ParquetResults(file, batch.schema)
    results.write(batch)
    results.close()
    assert pq.read_table(file).to_pylist() == [
        {"verdict": "MATCHED", "class": None, "score": None},
        {"verdict": "MISMATCHED", "class": 2, "score": 0.25},
        {"verdict": "MATCHED", "class": None, "score": None},
    ]


def judged(verdicts: list[str], first: int) -> pa.RecordBatch:
    rows = pa.array(range(first, first + len(verdicts)))
    return pa.record_batch({"row": rows, "verdict": pa.array(verdicts).dictionary_encode()})


def test_row_groups_are_written_in_order_by_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROW_GROUP", 4)
    batches = [judged(["MATCHED", "MISMATCHED", "MATCHED"][place % 2 :], 3 * place) for place in range(9)]
    file = BytesIO()
    with ThreadPoolExecutor(2) as threads:
        results = ParquetResults(file, batches[0].schema, threads)
        for batch in batches:
            results.write(batch)
        results.close()
    expected = pa.Table.from_batches(batches)
    assert pq.read_table(file).cast(pa.schema({"row": pa.int64(), "verdict": pa.string()})).to_pylist() == (
        expected.to_pylist()
    )
    assert pq.ParquetFile(file).num_row_groups == len(batches) // 2 + 1


def test_a_text_that_repeats_is_there_once_although_each_batch_has_its_own_dictionary() -> None:
    file = BytesIO()
    results = ParquetResults(file, judged(["MATCHED"], 0).schema)
    for first in range(0, 4_000, 2):
        results.write(judged(["MISMATCHED", "MATCHED"] if first % 4 else ["MATCHED", "NOT_FOUND"], first))
    results.close()
    column = pq.ParquetFile(file).metadata.row_group(0).column(1)
    assert "RLE_DICTIONARY" in column.encodings
    assert column.total_uncompressed_size < 4_000


class _Disk(BytesIO):
    full = False

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        if self.full:
            raise OSError("no space left")
        return super().write(data)


def test_what_a_thread_could_not_write_is_told() -> None:
    file = _Disk()
    with ThreadPoolExecutor(1) as threads:
        results = ParquetResults(file, judged(["MATCHED"], 0).schema, threads)
        results.write(judged(["MATCHED"], 0))
        file.full = True
        with pytest.raises(OSError, match="no space left"):
            results.close()
        file.full = False  # what is left of the writer ends itself
