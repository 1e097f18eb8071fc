"""`make demo`: build the demonstration bureaus once, print what agrees with the published figures, and serve the workbench."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def manage(environment: dict[str, str], *arguments: str) -> None:
    """Run one management command; stop when it fails."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


def serve(environment: dict[str, str], port: int) -> int:
    """Web server and worker, until one of them ends or Ctrl-C."""
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "chengguan.web.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    processes = [
        subprocess.Popen(web, cwd=ROOT, env=environment),
        # The worker first renders the documents of every case; people who look around come before it.
        subprocess.Popen(
            ["nice", "-n", "10", sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment
        ),
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        return processes[0].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", action="store_true", help="只载入和核对，不启动服务")
    parser.add_argument("--full", action="store_true", help="连同案件较多的机关一起载入（需要几分钟）")
    chosen = parser.parse_args()
    var = Path(os.environ.get("CHENGGUAN_VAR", ROOT / "var" / "demo"))
    environment = {
        **os.environ,
        "CHENGGUAN_VAR": str(var),
        "CHENGGUAN_DEMO": "1",
        "PYTHONPATH": str(ROOT / "src"),
        "SITE_URL": f"http://127.0.0.1:{chosen.port}",
    }
    manage(environment, "migrate", "--no-input", "-v", "0")
    manage(environment, "collectstatic", "--no-input", "-v", "0")
    manage(environment, "load_demo", *(["--full"] if chosen.full else []))
    if chosen.no_serve:
        return 0
    print(f"\n工作台： http://127.0.0.1:{chosen.port}/   （Ctrl-C 结束）\n", flush=True)
    return serve(environment, chosen.port)


if __name__ == "__main__":
    raise SystemExit(main())
