"""What is kept of a file that was read, beside its rows."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file: `digest` is keyed, `defects` counts `COLUMN.CODE`, `warnings` are about the file as a whole."""

    name: str
    digest: bytes
    encoding: str
    rows: int
    defects: Mapping[str, int]
    warnings: tuple[str, ...]

    def values(self) -> dict[str, object]:
        """Return the values of the columns.

        >>> file = ReceivedFile("e.csv", b"", "utf-8", 1, {"sex.unknown_code": 1}, ())
        >>> file.values()["file_name"], file.values()["defects"]
        ('e.csv', '{"sex.unknown_code": 1}')
        """
        values = asdict(self)
        return {
            "file_name": values.pop("name"),
            **values,
            "defects": json.dumps(dict(self.defects)),
            "warnings": json.dumps(self.warnings),
        }
