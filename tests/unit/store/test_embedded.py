"""The embedded database is joined, not started twice, and outlives users that were killed."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from matcher.store import embedded

KILLED = "import os, signal, sys; from pathlib import Path; from matcher.store import embedded; "
KILLED += "embedded.start(Path(sys.argv[1])); os.kill(os.getpid(), signal.SIGKILL)"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that the server's user can reach."""
    made = Path(tempfile.mkdtemp(prefix="totsugo-embedded-"))
    yield made / "postgres"
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.slow
def test_a_server_whose_user_was_killed_is_joined(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder)], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    with psycopg.connect(embedded.start(folder)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert json.loads((folder / ".handle_pids.json").read_text()) == [os.getpid()]


def test_a_folder_that_is_no_database_is_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / "PG_VERSION").write_text("18\n", encoding="utf-8")
    (folder / "postmaster.pid").write_text("1\n", encoding="utf-8")
    with pytest.raises(OSError, match="does not start"):
        embedded.start(folder)
    assert not (folder / "postmaster.pid").exists(), "it named a process that is no database"


def test_only_the_owner_may_connect(folder: Path) -> None:
    with psycopg.connect(embedded.start(folder), autocommit=True) as connection:
        rules = connection.execute("SELECT type, auth_method FROM pg_hba_file_rules").fetchall()
        names = connection.execute("SELECT sys_name, pg_username FROM pg_ident_file_mappings").fetchall()
    assert rules == [("local", "peer")]
    assert set(names) == {("root", "all"), (pwd.getpwuid(os.geteuid()).pw_name, "all")}


SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def test_it_is_set_up_for_large_files_and_a_commit_stays_safe(folder: Path) -> None:
    with psycopg.connect(embedded.start(folder)) as connection:
        names = ("max_wal_size", "jit", *SAFE)
        settings = {name: connection.execute("SELECT current_setting(%s)", (name,)).fetchone() for name in names}
    assert settings == {"max_wal_size": ("4GB",), "jit": ("off",)} | {name: (value,) for name, value in SAFE.items()}


def test_a_folder_of_an_earlier_edition_takes_the_settings_once_and_keeps_its_own(folder: Path) -> None:
    embedded.start(folder)
    configuration = folder / "postgresql.conf"
    included = configuration.read_text(encoding="utf-8").splitlines()[-1]
    configuration.write_text(configuration.read_text(encoding="utf-8").replace(f"{included}\n", ""), encoding="utf-8")
    (folder / "totsugo.conf").write_text("jit = on\n", encoding="utf-8")
    for _ in range(2):
        with psycopg.connect(embedded.start(folder), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET work_mem = '9MB'")
            connection.execute("SELECT pg_reload_conf()")
    assert configuration.read_text(encoding="utf-8").count(included) == 1
    with psycopg.connect(embedded.start(folder)) as connection:
        assert connection.execute("SELECT current_setting('work_mem')").fetchone() == ("9MB",)
        assert connection.execute("SELECT current_setting('jit')").fetchone() == ("off",)
