"""A Parquet result keeps its numbers, although its batches have them as dictionaries with a null among the values."""

from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

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
