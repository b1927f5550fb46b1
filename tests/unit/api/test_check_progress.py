"""How far a check is, on a terminal and elsewhere; of a stage more tasks may become known while it runs."""

import io
import sys

import pytest

from api.cli.check_output import progress_shown


class Terminal(io.StringIO):
    """Standard error of somebody who looks on."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_the_tasks_that_are_known_now(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with progress_shown() as reports:
        reports.tasks("keys", 3, 5)
        reports.tasks("keys", 18, 18)
    assert "18 of 18" in terminal.getvalue()
    assert "18 of 5" not in terminal.getvalue()


def test_elsewhere_a_line_is_written_as_a_stage_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_shown() as reports:
        reports.tasks("keys", 3, 5)
        reports.tasks("keys", 18, 18)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(" s: keys: 18 done")
