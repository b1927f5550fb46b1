"""Options of a command that are what they look like, read without pydantic, which takes half a second to load.

Typer hands every value of the command line to pydantic, however plain it is. Here texts, paths, days and the values of
an enumeration are read as they stand; whatever is not plainly right goes Typer's own way and is refused in its words.

>>> from datetime import datetime
>>> from typer.models import OptionInfo
>>> read_plain(datetime, OptionInfo(formats=["%Y-%m-%d"]), "2026-04-01")
datetime.datetime(2026, 4, 1, 0, 0)
>>> read_plain(int, OptionInfo(), "4")
Traceback (most recent call last):
...
ValueError: not plain
"""

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.models import ParameterInfo


class PlainCommand(TyperCommand):
    """A command that reads plain options itself."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  a class that Typer keeps to itself
        """Read the options of one call."""
        _read_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)


class PlainGroup(TyperGroup):
    """The same for what stands before a command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  a class that Typer keeps to itself
        """Read the options of one call."""
        _read_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)


def read_plain(kind: Any, info: ParameterInfo, value: object) -> object:  # noqa: ANN401  whatever is annotated
    """Return the value of a plain option, a list of them where the option may come more than once.

    Args:
        kind: the annotation, without its None.
        info: what else was declared.
        value: the text, the texts or the default.

    Raises:
        ValueError: it is not plain, or not right.
    """
    if get_origin(kind) is list and isinstance(value, Sequence) and not isinstance(value, str):
        (inner,) = get_args(kind)
        return [read_plain(inner, info, one) for one in value]
    if info.parser is None and isinstance(kind, type) and isinstance(value, kind):
        return value
    if not isinstance(value, str):
        raise _NOT_PLAIN
    if info.parser is not None:
        return info.parser(value)
    if kind is datetime and info.formats:
        return datetime.strptime(value, info.formats[0])  # noqa: DTZ007  a day
    if kind is Path and not _asks_for_more(info):
        return _readable(Path(value))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    raise _NOT_PLAIN


_NOT_PLAIN = ValueError("not plain")


def _asks_for_more(info: ParameterInfo) -> bool:
    """Return whether a path must be of some kind."""
    strict = not (info.file_okay and info.dir_okay and info.readable)
    return strict or info.exists or info.writable or info.resolve_path or info.allow_dash or info.path_type is not None


def _readable(path: Path) -> Path:
    if path.exists() and not os.access(path, os.R_OK):
        raise _NOT_PLAIN
    return path


def _read_plainly(parameters: Iterable[object]) -> None:
    for parameter in parameters:
        if isinstance(parameter, TyperArgument | TyperOption):
            parameter.get_runtime_param = _Plain(parameter).itself  # type: ignore[method-assign]


class _Plain:
    """What reads the value of one parameter: as it stands, or in Typer's way."""

    def __init__(self, parameter: TyperArgument | TyperOption) -> None:
        self._kind: Any = parameter.type_descriptor.annotation
        self._info = parameter.type_descriptor.parameter_info
        self._typers: Callable[[], Any] = parameter.get_runtime_param

    def itself(self) -> Any:  # noqa: ANN401  it stands for a class that Typer keeps to itself
        """Return what reads the value."""
        return self

    def coerce(self, value: object, *, param: TyperArgument | TyperOption, ctx: object) -> object:
        """Return the value as the command takes it."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        try:
            return read_plain(self._kind, self._info, value)
        except Exception:  # noqa: BLE001  whatever a parser raises, Typer makes the refusal of it
            return self._typers().coerce(value, param=param, ctx=ctx)
