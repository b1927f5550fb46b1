"""Keeps out of a process what it has no use for: pandas.

Arrow looks for pandas when it makes its first array, and imports it where it is installed: half a second of every
command, and of every worker. It looks once; so it is made to look where there is none, before anything else has used
Arrow.
"""

import sys


class _NoPandas:
    """Finds no pandas, and leaves every other module to the finders after it."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        """Say that there is no pandas."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def forbid_pandas() -> None:
    """Let nobody find pandas in this process any more: a worker does only what is known to need none."""
    sys.meta_path.insert(0, _NoPandas)


def keep_pandas_out() -> None:
    """Let Arrow find no pandas in this process; where Arrow or pandas are in use already, nothing is changed."""
    if {"pyarrow", "pandas"} & sys.modules.keys():
        return
    forbid_pandas()
    try:
        import pyarrow as pa  # noqa: PLC0415  while pandas is out

        pa.array([""])
    finally:
        sys.meta_path.remove(_NoPandas)
