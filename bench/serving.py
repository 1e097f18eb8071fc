"""Web servers of the benchmark: gunicorn with two worker processes, for the product and for the floor alike."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .machine import children

ROOT: Final = Path(__file__).resolve().parents[1]
WORKERS, THREADS = 2, 4
PRODUCT, FLOOR = "chengguan.web.wsgi", "bench.floor"
START_SECONDS: Final = 30


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    port: int
    master: int

    def workers(self) -> list[int]:
        return children(self.master)


@contextmanager
def serving(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve an application until the block ends; waits until every worker has come up."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += [
        "--workers",
        str(WORKERS),
        "--threads",
        str(THREADS),
        "--log-level",
        "warning",
        "--keep-alive",
        "30",
    ]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment, "PYTHONPATH": paths})
    try:
        _await(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"gunicorn ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and len(children(process.pid)) == WORKERS:
                return
        time.sleep(0.1)
    raise RuntimeError("gunicorn did not come up")
