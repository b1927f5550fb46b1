"""Measuring a whole process: wall seconds, processor seconds, and the most memory that it and its children held."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

_EVERY = 0.02
_SHARE = 0.05  # of the time may go into looking: what many pages are held by takes the kernel long to count


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of a command: seconds from start to end, processor seconds of all its processes, peak bytes."""

    wall: float
    cpu: float
    peak: int
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a command may run, in seconds; how much it may hold, and what the machine must keep, in bytes."""

    seconds: float = float("inf")
    memory: float = float("inf")
    spare: int = 0


class Stopped(RuntimeError):
    """The command was ended at a limit; the message says at which, as in "did not finish in 600 s"."""


def measure(
    command: Sequence[str],
    accepted: tuple[int, ...] = (0,),
    limits: Limits | None = None,
    temporary: str | None = None,
) -> Measured:
    """Run a command to its end and measure it; `temporary` is the folder for its temporary files.

    No process that it started is left behind, however this ends.

    Raises:
        Stopped: it came to one of the limits.
        RuntimeError: it ended with a code that is not `accepted`; the message has the end of what it printed.
    """
    environment = {**os.environ, "TMPDIR": temporary} if temporary else None
    before = os.times()
    began = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output,
        subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment) as process,
    ):
        root = psutil.Process(process.pid)
        try:
            peak = _watch(process, root, began, limits or Limits())
        except BaseException:
            _end(root)
            raise
        wall = time.perf_counter() - began
        output.seek(0)
        printed = output.read()
    if process.returncode not in accepted:
        told = f"{Path(command[0]).name} ended with {process.returncode}\n{printed[-2000:]}"
        raise RuntimeError(told.strip())
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(wall, cpu, peak, printed)


def medians(runs: Sequence[Measured]) -> Measured:
    """Return the median of the seconds, and the highest peak."""
    return Measured(median(run.wall for run in runs), median(run.cpu for run in runs), max(run.peak for run in runs))


def processor() -> str:
    """Return the name of the machine's processor and how many of them this process may use."""
    names = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    return f"{names[0] if names else sys.platform}, {len(os.sched_getaffinity(0))} processors"


def _watch(process: subprocess.Popen[bytes], root: psutil.Process, began: float, limits: Limits) -> int:
    """Wait for the end of a command, and return the most bytes that it held."""
    peak = 0
    while process.poll() is None:
        looked = time.perf_counter()
        now, most = _held(root)
        peak = max(peak, now, most)
        if now > limits.memory:
            raise Stopped(f"did not finish in {limits.memory / 2**30:g} GiB")
        if limits.spare and psutil.virtual_memory().available < limits.spare:
            raise Stopped(f"did not finish: it held {now / 2**30:.1f} GiB when the machine had no more")
        if looked - began > limits.seconds:
            raise Stopped(f"did not finish in {limits.seconds:g} s")
        time.sleep(max(_EVERY, (time.perf_counter() - looked) / _SHARE))
    return peak


def _held(root: psutil.Process) -> tuple[int, int]:
    """Return the bytes that a process and its children hold now, and the most that one of them held.

    Of one process alone the kernel remembers the most. Of several, pages that they share are counted once (PSS), which
    is known for now only.
    """
    try:
        processes = [root, *root.children(recursive=True)]
        most = max(_field(process, "status", "VmHWM") for process in processes)
        if len(processes) == 1:
            return _field(root, "status", "VmRSS"), most
        return sum(_field(process, "smaps_rollup", "Pss") for process in processes), most
    except psutil.NoSuchProcess:
        return 0, 0


def _field(process: psutil.Process, file: str, name: str) -> int:
    """Return a field of a file in /proc in bytes; 0 where the process has ended."""
    try:
        lines = Path(f"/proc/{process.pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith(f"{name}:")), 0)


def _end(root: psutil.Process) -> None:
    """Kill a process and all that it started, and wait until they are gone."""
    try:
        processes = [*root.children(recursive=True), root]
    except psutil.NoSuchProcess:
        return
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=10)
