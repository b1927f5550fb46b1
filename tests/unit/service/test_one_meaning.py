"""File mode, looking across records, and service mode give the same results for the same files, byte for byte."""

import io
from pathlib import Path

import pytest

from matcher.engines.names import Look
from matcher.engines.results import RESULT_SCHEMA
from matcher.service import registry, submissions
from matcher.service.check import CheckRequest, check
from matcher.service.clock import day_in_japan
from matcher.service.context import Service, ServiceConfig
from matcher.service.results import CsvResults
from tests.service_fixtures import OPERATOR

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.mark.parametrize("name", ["association", "municipal", "union"])
def test_service_mode_says_what_file_mode_says(database_url: str, tmp_path: Path, name: str) -> None:
    enrolments, residents = SAMPLES / f"enrolments_{name}.csv", SAMPLES / "residents.csv"
    check(CheckRequest((enrolments,), tmp_path / "out.csv", day_in_japan(), registry=residents, look=Look.ACROSS))
    stream = io.BytesIO()
    writer = CsvResults(stream, RESULT_SCHEMA)
    with Service.open(ServiceConfig(tmp_path / "data", database_url=database_url)) as service:
        registry.load_registry(service, residents, OPERATOR)
        receipt = submissions.submit(service, enrolments, OPERATOR)
        for batch in submissions.results(service, receipt.submission, OPERATOR):
            writer.write(batch)
    assert stream.getvalue() == (tmp_path / "out.csv").read_bytes()
