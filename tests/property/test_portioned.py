"""The portioned engine gives what the bulk engine gives, by the crew of one machine as by a cluster."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.engines.bulk import DuckDbEngine
from matcher.engines.judges import LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.portioned.local import LocalCrew
from matcher.engines.portioned.run import PortionedEngine
from matcher.engines.portioned.spill import Spill
from rules import load_rules
from tests.property.test_engines import files, judged
from tests.property.test_spark import Rows, crowd
from tests.spec.run_pairs import run
from tests.spec.test_behaviour import CASES


def engine(folder: Path, look: Look = Look.ACROSS) -> PortionedEngine:
    """Return the engine with a crew of this process alone."""
    return PortionedEngine(LocalCrew(LocalJudges(Memo(load_rules())), Spill(folder, bytes(32))), look)


@given(pair=files(), size=st.sampled_from((1, 3, 100)), look=st.sampled_from(Look))
def test_the_results_are_those_of_the_bulk_engine(pair: tuple[Rows, Rows], size: int, look: Look) -> None:
    expected = judged(DuckDbEngine(1 << 30, threads=1, look=look), pair, "stop_all", size)
    with tempfile.TemporaryDirectory() as folder:
        assert judged(engine(Path(folder), look), pair, "stop_all", size) == expected


@pytest.mark.parametrize("policy", ["stop_all", "full_check_2023"])
def test_the_specification(policy: str, tmp_path: Path) -> None:
    assert run(engine(tmp_path), policy, CASES) == run(DuckDbEngine(1 << 30), policy, CASES)


@pytest.mark.parametrize("look", Look)
def test_a_crowd_under_one_key_is_judged_alike(look: Look, tmp_path: Path) -> None:
    pair = crowd(150)
    expected = judged(DuckDbEngine(1 << 30, threads=1, look=look), pair, "stop_all", 40)
    assert judged(engine(tmp_path, look), pair, "stop_all", 40) == expected
