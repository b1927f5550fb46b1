"""Log lines are JSON and carry no value, whatever failed."""

import io
import json

import pytest
import structlog

from api.logs import configure_logs, describe_fault


def test_a_line_is_json_from_its_level_up() -> None:
    stream = io.StringIO()
    configure_logs("warning", stream)
    log = structlog.get_logger()
    log.info("too small")
    log.warning("step ends", step="受付", rows=3)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(line["event"], line["step"], line["rows"], line["level"]) for line in lines] == [
        ("step ends", "受付", 3, "warning")
    ]


def test_a_fault_is_told_by_classes_and_places() -> None:
    def read(text: str) -> int:
        try:
            return int(text)
        except ValueError as error:
            raise RuntimeError(f"cannot read {text}") from error

    with pytest.raises(RuntimeError) as caught:
        read("山田花子")
    told = describe_fault(caught.value)
    assert told["error"] == "RuntimeError"
    assert told["causes"] == ["ValueError"]
    assert "山田" not in json.dumps(told, ensure_ascii=False)
    assert "read" in str(told["places"])
