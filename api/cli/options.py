"""Options that many commands share. This module imports nothing slow."""

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of all state. Default: $TOTSUGO_DATA_DIR, else ./var.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs in place of the text.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Leave the work to `totsugo worker` and return at once.")]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", help="utf-8 or cp932. Default: detected and printed.", show_default=False),
]
