"""The sample of a union, checked once: what an evaluation reads."""

from datetime import date
from pathlib import Path

import pytest

from matcher.engines.names import EngineName
from matcher.service.check import CheckRequest, check
from matcher.service.checked_files import CheckedFiles

SAMPLES = Path("samples")
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def files() -> CheckedFiles:
    return CheckedFiles(SAMPLES / "enrolments_union.csv", SAMPLES / "residents.csv", TODAY)


@pytest.fixture(scope="session")
def truth() -> Path:
    return SAMPLES / "truth" / "enrolments_union.csv"


@pytest.fixture(scope="session")
def results(files: CheckedFiles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("checked") / "results.csv"
    check(CheckRequest((files.enrolments,), out, TODAY, files.registry, engine=EngineName.REFERENCE))
    return out
