"""存量案件体检 of a large ledger: the whole command in a process of its own, beside merely reading the same file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from chengguan.web.demonstration.old_ledger import write

from .serving import ROOT

ROWS, QUICK_ROWS = 100_000, 500
PLACE: Final = "430581"


def measure(today: date, *, quick: bool) -> dict[str, float]:
    """Seconds and memory of `chengguan audit` on an invented ledger, with workbook, paper and page written.

    `cpu` is what the process worked, the wall time on a core that nobody else uses; `reading` is the CPU time of taking the
    same cells into Python values and doing nothing with them: the floor of any check.
    """
    rows = QUICK_ROWS if quick else ROWS
    with tempfile.TemporaryDirectory(prefix="cgbench") as folder:
        path = Path(folder) / "ledger.xlsx"
        write(path, rows)
        reading = _read(path)
        wall, cpu, peak = _audit(path, today)
    return {"rows": rows, "wall": wall, "cpu": cpu, "peak_mb": peak, "reading": reading}


def _read(path: Path) -> float:
    import python_calamine

    begun = process_time()
    for _ in python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows():
        pass
    return process_time() - begun


def _audit(path: Path, today: date) -> tuple[float, float, float]:
    """Wall and CPU seconds and the peak of resident memory (MB) of the command."""
    command = [
        sys.executable, "-m", "chengguan", "audit", str(path), "--place", PLACE, "--on", today.isoformat(),
        "--out", str(path.parent / "out"),
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    begun = perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError("the audit failed")
    return perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
