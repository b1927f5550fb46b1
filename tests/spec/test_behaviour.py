"""Every row of the specification holds on every engine and under both policies, and the document says the same."""

from functools import cache

import pytest

from matcher.engines.catalogue import engine_named
from matcher.engines.names import EngineName
from tests.spec.behaviour import Case, topics
from tests.spec.document import PAGE, page
from tests.spec.run_pairs import Row, found, run

CASES = tuple(case for topic in topics() for case in topic.cases)
ENGINES = (EngineName.DUCKDB, EngineName.REFERENCE)
"""Those of one machine; the engine spark runs the same cases in tests/property and tests/e2e."""
IDS = [f"{topic.title}: {case.why}" for topic in topics() for case in topic.cases]


@cache
def results(engine: EngineName, policy: str) -> list[Row]:
    return run(engine_named(engine), policy, CASES)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("place", "case"), list(enumerate(CASES)), ids=IDS)
def test_the_one_time_check(engine: EngineName, place: int, case: Case) -> None:
    row = results(engine, "full_check_2023")[place]
    class_ = "" if row["class"] is None else str(row["class"])
    assert (row["verdict"], class_, row["scope"], found(row)) == (case.verdict, case.class_, case.withheld, case.found)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("place", "case"), list(enumerate(CASES)), ids=IDS)
def test_stop_all_withholds_whatever_is_not_matched(engine: EngineName, place: int, case: Case) -> None:
    row = results(engine, "stop_all")[place]
    class_ = "" if row["class"] is None else str(row["class"])
    scope = "" if case.verdict == "MATCHED" else "eligibility+medical"
    assert (row["verdict"], class_, row["scope"], found(row)) == (case.verdict, case.class_, scope, case.found)


@pytest.mark.parametrize("policy", ["stop_all", "full_check_2023"])
def test_the_engines_give_the_same_results(policy: str) -> None:
    assert results(EngineName.DUCKDB, policy) == results(EngineName.REFERENCE, policy)


def test_the_document_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.spec.document"
