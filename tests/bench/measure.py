"""Measuring a whole process: wall seconds, processor seconds, and the most memory that it and its children held."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of a command: seconds from start to end, processor seconds of all its processes, peak bytes."""

    wall: float
    cpu: float
    peak: int


def measure(command: list[str], accepted: tuple[int, ...] = (0,)) -> Measured:
    """Run a command to its end and measure it.

    Raises:
        RuntimeError: it ended with a code that is not `accepted`; the message has the end of what it printed.
    """
    before = os.times()
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        peak = 0
        root = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _held(root))
            time.sleep(_EVERY)
        wall = time.perf_counter() - began
        printed = process.stdout.read() if process.stdout else ""
    if process.returncode not in accepted:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {printed[-2000:]}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(wall, cpu, peak)


def medians(runs: list[Measured]) -> Measured:
    """Return the median of the seconds, and the highest peak."""
    return Measured(median(run.wall for run in runs), median(run.cpu for run in runs), max(run.peak for run in runs))


def processor() -> str:
    """Return the name of the machine's processor and how many of them this process may use."""
    names = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    return f"{names[0] if names else sys.platform}, {len(os.sched_getaffinity(0))} processors"


def _held(root: psutil.Process) -> int:
    """Return the bytes that a process and its children hold now; pages that they share are counted for each."""
    total = 0
    try:
        for process in (root, *root.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total
