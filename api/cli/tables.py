"""Further tables of characters, from the folder that `TOTSUGO_TABLES_DIR` names: gaiji, MJ+, a newer 通達.

They are activated before any command runs: every comparison, and the hash of the rules, knows them.

>>> use_further_tables({})
>>> try:
...     use_further_tables({"TOTSUGO_TABLES_DIR": "no/such/folder"})
... except Refusal as refusal:
...     print(refusal.code)
wrong_setting
"""

from collections.abc import Mapping
from pathlib import Path

from matcher.domain.refusals import Refusal

VARIABLE = "TOTSUGO_TABLES_DIR"


def use_further_tables(environment: Mapping[str, str]) -> None:
    """Activate the tables of the folder that the environment names, if it names one.

    Raises:
        Refusal: there is no such folder, or a file in it is not a valid table.
    """
    folder = environment.get(VARIABLE)
    if not folder:
        return
    from normalizers.relations import activate_tables
    from normalizers.tables import TableFileError

    if not Path(folder).is_dir():
        raise Refusal(f"{VARIABLE} names no folder", code="wrong_setting", hint='see the README, "Settings"')
    try:
        activate_tables(Path(folder))
    except TableFileError as error:
        raise Refusal(f"{VARIABLE}: {error}", code="broken_table", hint="see docs/names.md, Tables") from error
