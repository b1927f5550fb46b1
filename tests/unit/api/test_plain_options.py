"""Plain options are read as Typer reads them, without pydantic; what is not plain is refused in Typer's words."""

import subprocess
import sys
from datetime import datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.core import TyperCommand
from typer.testing import CliRunner

from api.cli.plain_options import PlainCommand, read_plain


class _Look(StrEnum):
    NEAR = "near"
    FAR = "far"


def _half(text: str) -> float:
    if not text.isdecimal():
        raise typer.BadParameter("write a number")
    return int(text) / 2


def _app(cls: type[TyperCommand] | None) -> typer.Typer:
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

    @app.command(cls=cls)
    def told(
        files: Annotated[list[Path], typer.Argument()],
        out: Annotated[Path, typer.Option("--out")],
        *,
        present: Annotated[Path | None, typer.Option("--present", exists=True)] = None,
        name: Annotated[str, typer.Option("--name")] = "nobody",
        look: Annotated[_Look, typer.Option("--look")] = _Look.NEAR,
        day: Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d", "%d.%m.%Y"])] = None,
        half: Annotated[float | None, typer.Option("--half", parser=_half)] = None,
        count: Annotated[int, typer.Option("--count", min=1)] = 1,
        words: Annotated[list[str] | None, typer.Option("--word")] = None,
        loud: Annotated[bool, typer.Option("--loud")] = False,
    ) -> None:
        typer.echo(repr((files, out, present, name, look, day, half, count, words, loud)))

    return app


CALLS = [
    (["a", "b", "--out", "c"], "defaults"),
    (["a", "--out", "c", "--name", "", "--look", "far", "--loud"], "an enumeration, an empty text, a flag"),
    (["a", "--out", "c", "--day", "2026-04-01"], "the first form of a day"),
    (["a", "--out", "c", "--day", "1.4.2026"], "the second form of a day"),
    (["a", "--out", "c", "--half", "7", "--count", "3"], "a parser, a number"),
    (["a", "--out", "c", "--word", "x", "--word", "2"], "an option that comes twice"),
    (["a", "--out", "c", "--present", "/"], "a path that must be there and is"),
    (["a", "--out", "c", "--present", "/no/such"], "a path that must be there and is not"),
    (["a", "--out", "c", "--look", "Far"], "no value of the enumeration"),
    (["a", "--out", "c", "--day", "2026-02-30"], "no day"),
    (["a", "--out", "c", "--half", "x"], "what the parser refuses"),
    (["a", "--out", "c", "--count", "0"], "a number below the least"),
    (["--out", "c"], "an argument is missing"),
    (["a"], "an option is missing"),
    (["a", "--out", "c", "--no-such"], "no such option"),
]


@pytest.mark.parametrize("call", [call for call, _ in CALLS], ids=[why for _, why in CALLS])
def test_every_call_ends_as_typer_ends_it(call: list[str]) -> None:
    ours, theirs = (CliRunner().invoke(_app(cls), call) for cls in (PlainCommand, None))
    assert (ours.exit_code, ours.output) == (theirs.exit_code, theirs.output)


@pytest.mark.parametrize("value", [b"x", 3, None])
def test_what_is_no_text_is_not_plain(value: object) -> None:
    with pytest.raises(ValueError, match="not plain"):
        read_plain(str | Enum, typer.models.OptionInfo(), value)


def test_an_unreadable_path_is_left_to_typer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # whoever tests may be root, who reads everything
    assert read_plain(Path, typer.models.OptionInfo(), str(tmp_path / "new")) == tmp_path / "new"
    with pytest.raises(ValueError, match="not plain"):
        read_plain(Path, typer.models.OptionInfo(), str(tmp_path))


def test_a_check_does_without_pydantic(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x\n1\n")
    call = ["check", str(file), "--registry", str(file), "--out", str(tmp_path / "b.csv")]
    run = f"import sys\nfrom api.cli.main import app\ntry: app({call!r})\n"
    code = run + "except Exception as refusal: print(refusal.code, 'pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "no_header False\n"
