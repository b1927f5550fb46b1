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
