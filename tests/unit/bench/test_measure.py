"""A whole process is measured with its children, and nothing of it is left behind when it is ended."""

import sys
import time

import psutil
import pytest

from tests.bench.measure import Limits, Measured, Stopped, measure, medians

MIB = 1 << 20
HOLD = "import time; held = b'x' * ({} << 20); time.sleep(0.5)"
FORK = "import os, time; held = b'x' * (200 << 20); os.fork(); time.sleep(1)"


def _python(text: str, limits: Limits | None = None) -> Measured:
    return measure([sys.executable, "-c", text], limits=limits)


def test_peak_is_what_the_process_held() -> None:
    assert 150 * MIB < _python(HOLD.format(150)).peak < 200 * MIB


def test_pages_that_two_processes_share_are_counted_once() -> None:
    assert 200 * MIB < _python(FORK).peak < 300 * MIB


def test_seconds_are_of_the_wall_and_of_the_processors() -> None:
    run = _python("import time; time.sleep(0.4)")
    assert run.wall > 0.4
    assert 0 < run.cpu < run.wall


@pytest.mark.parametrize(
    ("text", "limits", "said"),
    [
        (HOLD.format(300), Limits(memory=100 * MIB), "did not finish in 0.0976562 GiB"),
        ("import time; time.sleep(60)", Limits(seconds=0.3), "did not finish in 0.3 s"),
        (HOLD.format(10), Limits(spare=1 << 60), "when the machine had no more"),
    ],
    ids=["memory", "seconds", "the machine's memory"],
)
def test_a_limit_ends_it(text: str, limits: Limits, said: str) -> None:
    with pytest.raises(Stopped, match=said):
        _python(text, limits)


def test_children_are_ended_too() -> None:
    text = "import subprocess, time; subprocess.Popen(['sleep', '61.25']); time.sleep(60)"
    with pytest.raises(Stopped):
        _python(text, Limits(seconds=1))
    time.sleep(0.1)
    assert not [one for one in psutil.process_iter(["cmdline"]) if "61.25" in (one.info["cmdline"] or ())]


def test_an_error_shows_the_end_of_what_was_printed() -> None:
    with pytest.raises(RuntimeError, match=r"ended with 1\nx+\n?no such thing"):
        _python("print('x' * 100_000); raise SystemExit('no such thing')")


def test_medians_of_the_seconds_and_the_highest_peak() -> None:
    runs = [Measured(3, 1, 10), Measured(1, 5, 30), Measured(2, 9, 20)]
    assert medians(runs) == Measured(2, 5, 30)
