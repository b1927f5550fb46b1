"""What was measured is kept, judged by its limits, and told in full: also who did not finish."""

import math
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.bench import nations
from tests.bench.contestants import CONTESTANTS, DIFFERENCES, JOIN, MILLION, PANDAS, PLAIN, RECORDLINKAGE, SCAN
from tests.bench.criteria import GOALS, LIMITS
from tests.bench.measure import Measured
from tests.bench.nations import NoRoom, demand_room
from tests.bench.page import page, table, write_page
from tests.bench.results import Results, read_results

WALL = {SCAN: 0.5, JOIN: 1.0, DIFFERENCES: 4.0, PANDAS: 8.0}


def _measured() -> Results:
    results = Results(notes={MILLION: "A machine."})
    for one in CONTESTANTS:
        if one.data == PLAIN and one.name in WALL:
            for more in (0.0, 0.25, -0.25):
                run = Measured(WALL[one.name] + more, 1.0, 1 << 30, "said before\n990 980\n")
                results.add(one, MILLION, run)
        elif one.name == RECORDLINKAGE:
            results.add(one, MILLION, "did not finish in 24 GiB")
    return results


def test_the_table_shows_medians_and_ratios_and_who_did_not_finish() -> None:
    lines = table(_measured(), MILLION).splitlines()
    assert f"| {DIFFERENCES} | plain | 3 | 4.00 | 1.00 | 1,024 | 250,000 | 8.00 | 4.00 |" in lines
    assert f"| {RECORDLINKAGE} | plain | 0 | did not finish in 24 GiB | | | | | |" in lines


def test_the_table_is_in_the_order_of_the_contestants_whoever_was_measured_first() -> None:
    results = Results(kept=dict(reversed(_measured().kept.items())))
    assert table(results, MILLION) == table(_measured(), MILLION)


def test_each_contestant_is_named_once() -> None:
    assert len({(one.name, one.data.name) for one in CONTESTANTS}) == len(CONTESTANTS)


@pytest.mark.parametrize(
    ("words", "figure", "holds"),
    [
        (f"{DIFFERENCES}: times a bare join", 4.0, True),
        (f"{DIFFERENCES}: peak in GiB", 1.0, True),
        ("times faster than pandas", 2.0, False),
        ("times faster than recordlinkage", None, None),
    ],
)
def test_criteria(words: str, figure: float | None, holds: bool | None) -> None:  # noqa: FBT001  an expected value
    one = next(each for each in (*LIMITS, *GOALS) if each.words == words and each.rows == MILLION)
    found = one.figure(_measured())
    assert found == figure
    assert (None if found is None else one.holds(found)) is holds


def test_the_page_says_what_holds_and_what_does_not() -> None:
    text = page(_measured())
    assert "| 1,000,000 | times faster than pandas | ≥ 4 | 2.00 | **no** |" in text
    assert "| 1,000,000 | times faster than recordlinkage | ≥ 8 | not measured | – |" in text
    assert "99.0 % of 990 pairs are equal as written" in text


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    results = _measured()
    results.write(tmp_path / "measured.json")
    again = read_results(tmp_path / "measured.json")
    assert again == results
    again.forget([one for one in CONTESTANTS if one.name == SCAN], MILLION)
    assert again.of(SCAN, "plain", MILLION) is None
    assert again.of(JOIN, "plain", MILLION) == results.of(JOIN, "plain", MILLION)


def test_the_page_has_two_charts(tmp_path: Path) -> None:
    write_page(_measured(), tmp_path)
    for chart in ("rate", "memory"):
        drawn = (tmp_path / "benchmarks" / f"{chart}.svg").read_text(encoding="utf-8")
        assert drawn.startswith("<svg")
        assert f"{DIFFERENCES} (plain)" in drawn
        assert RECORDLINKAGE not in drawn


def test_a_size_that_does_not_fit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=20_199_999_999))
    demand_room(9_999_999, tmp_path)
    with pytest.raises(NoRoom, match=r"10,000,000 rows need 20\.2 GB"):
        demand_room(10_000_000, tmp_path)
    demand_room(48_000_000, tmp_path)  # nothing is prepared


def test_the_largest_nation_needs_less_than_60_gb() -> None:
    assert math.ceil(max(one.most for one in CONTESTANTS) * nations.BYTES_A_ROW / 1e9) < 60
