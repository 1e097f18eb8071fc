"""`python -m bench`: measure the product on both databases, print the table, keep it in bench/results.json."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from .report import tables
from .serving import ROOT

SIZES: Final = {"sqlite": (10_000, 100_000), "postgres": (10_000, 100_000, 1_000_000)}
QUICK: Final = (5_000, 10_000)
INGEST_MB, QUICK_INGEST_MB = 4096, 24
RESULTS: Final = Path(__file__).with_name("results.json")


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    names = ["sqlite", "postgres"] if chosen.database == "both" else [chosen.database]
    findings = [_session(name, chosen) for name in names]
    results = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "databases": findings}
    chosen.output.write_text(json.dumps(results, ensure_ascii=False, indent=1))
    print(tables(findings))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument(
        "--sizes", type=_sizes, default=None, help="numbers of cases in rising order, e.g. 100000,1000000"
    )
    parser.add_argument("--only", default="", help="keys of operations by prefix, e.g. board,search.rare")
    parser.add_argument(
        "--quick", action="store_true", help="10,000 cases and two runs each: shows that the harness works"
    )
    parser.add_argument(
        "--ingest-mb", type=int, default=0, help="size of the file over which memory is watched"
    )
    parser.add_argument(
        "--recordings", type=int, default=1_000_000, help="recordings in the archive that is searched"
    )
    parser.add_argument("--output", type=Path, default=RESULTS)
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(int(part) for part in text.split(","))
    if list(sizes) != sorted(set(sizes)):
        raise argparse.ArgumentTypeError("sizes must rise")
    return sizes


def _session(database: str, chosen: argparse.Namespace) -> dict[str, Any]:
    """Measure one database in a fresh process: Django's settings are read once per process."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "findings.json"
        request = {
            "database": database,
            "sizes": chosen.sizes or (QUICK if chosen.quick else SIZES[database]),
            "only": [part for part in chosen.only.split(",") if part],
            "quick": chosen.quick,
            "ingest_mb": chosen.ingest_mb or (QUICK_INGEST_MB if chosen.quick else INGEST_MB),
            "recordings": chosen.recordings,
            "output": str(output),
        }
        subprocess.run([sys.executable, "-m", "bench.session", json.dumps(request)], cwd=ROOT, check=True)
        found: dict[str, Any] = json.loads(output.read_text())
        return found


if __name__ == "__main__":
    raise SystemExit(main())
