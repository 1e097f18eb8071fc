"""What an operation costs the machine: CPU time and memory of groups of processes, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Final

TICK: Final = os.sysconf("SC_CLK_TCK")
UTIME, STIME = 11, 12  # places after the closing bracket of the command name


def children(pid: int) -> list[int]:
    """Processes started by a process (its direct children)."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found.extend(int(child) for child in task.read_text().split())
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of a process with all its threads; zero when it has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    fields = stat.rpartition(")")[2].split()
    return (int(fields[UTIME]) + int(fields[STIME])) / TICK


@dataclass(frozen=True)
class Memory:
    """Resident and proportional size of one process, in MB (10^6 bytes)."""

    rss: float
    pss: float


def memory(pid: int) -> Memory:
    """Memory of a process now."""
    sizes = {"Rss:": 0.0, "Pss:": 0.0}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, *rest = line.split()
        if name in sizes:
            sizes[name] = int(rest[0]) * 1024 / 1e6
    return Memory(sizes["Rss:"], sizes["Pss:"])


@dataclass(frozen=True)
class Cost:
    """Mean cost of one operation in a round of `runs`: milliseconds of CPU in web and database processes, and of waiting.

    The round is the best of several: on a shared machine the others tell how fast the neighbours let it be, not what
    the operation needs. `median_ms` is the CPU of the middle one.
    """

    runs: int
    web_ms: float
    database_ms: float
    wall_ms: float
    median_ms: float

    @property
    def cpu_ms(self) -> float:
        return self.web_ms + self.database_ms


@dataclass(frozen=True)
class Meter:
    """The processes that count: web workers, and the database with everything it has started."""

    web: Callable[[], Iterable[int]]
    database: Callable[[], Iterable[int]]

    def _read(self) -> tuple[dict[int, float], dict[int, float]]:
        return {pid: cpu_seconds(pid) for pid in self.web()}, {
            pid: cpu_seconds(pid) for pid in self.database()
        }

    def cost(self, operation: Callable[[], object], runs: int, rounds: int = 1) -> Cost:
        """Run an operation so many times in each round, one after the other; read the clocks before and after each."""
        found = sorted((self._round(operation, runs) for _ in range(rounds)), key=lambda cost: cost.cpu_ms)
        return replace(found[0], median_ms=found[rounds // 2].cpu_ms)

    def _round(self, operation: Callable[[], object], runs: int) -> Cost:
        web, database = self._read()
        begun = perf_counter()
        for _ in range(runs):
            operation()
        wall = (perf_counter() - begun) / runs * 1000
        web_after, database_after = self._read()
        web_ms, database_ms = (
            _spent(before, after) / runs * 1000
            for before, after in ((web, web_after), (database, database_after))
        )
        return Cost(runs, web_ms, database_ms, wall, web_ms + database_ms)


def _spent(before: dict[int, float], after: dict[int, float]) -> float:
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
