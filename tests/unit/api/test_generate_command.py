"""`totsugo generate` is a thin door to the makers in `samples/`."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from api.cli import generate
from api.cli.main import app

RUNNER = CliRunner()


def test_it_makes_a_nation_and_says_what_is_in_it(tmp_path: Path) -> None:
    done = RUNNER.invoke(
        app, ["generate", "--residents", "2000", "--out", str(tmp_path), "--wrong-links", "40", "--houses", "mixed"]
    )
    assert done.exit_code == 0, done.output
    assert "2,000 residents and as many enrolments" in done.output
    assert "house_style MATCHED" in done.output
    assert pq.read_table(tmp_path / "truth.parquet")["wrong_link"].to_pylist().count(1) in range(30, 41)


@pytest.mark.parametrize("residents", ["0", "125000001"])
def test_it_refuses_a_size_that_no_nation_has(residents: str, tmp_path: Path) -> None:
    assert RUNNER.invoke(app, ["generate", "--residents", residents, "--out", str(tmp_path)]).exit_code == 2


def test_it_says_what_to_install_when_the_makers_have_nothing_to_draw_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "NEEDED", ("no_such_package",))
    done = RUNNER.invoke(app, ["generate", "--residents", "10", "--out", str(tmp_path)])
    assert isinstance(done.exception, generate.MakersMissing)
    assert "no_such_package" in str(done.exception)
    assert "totsugo[samples]" in str(done.exception)
