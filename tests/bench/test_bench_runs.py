"""The benchmark harness works from end to end: it seeds, serves, logs in, posts an act, counts and writes its tables. No timing is judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_harness_runs(tmp_path: Path) -> None:
    output = tmp_path / "results.json"
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "bench",
        "--quick",
        "--database",
        "sqlite",
        "--sizes",
        "2000",
    ]
    command += [
        "--only",
        "board.first,desk,case,search.common,create.lead,act.collect,replay,likeness,amendment,ingest,playing,archive,measures_10m,export_100k,audit_100k",
        "--output",
        str(output),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stderr[-4000:]

    (found,) = json.loads(output.read_text())["databases"]
    keys = {figure["key"] for figure in found["figures"]}
    assert keys == {"floor", "board.first", "desk", "case", "search.common", "create.lead", "act.collect"}
    assert found["verification"]["entries"] == 2000
    assert all(
        count <= 12
        for pages in found["queries"].values()
        for viewers in pages.values()
        for count in viewers.values()
    )
    assert found["replay"]["decisions"] == 20
    assert found["likeness"]["likes"] > 0
    assert found["ingest"]["ingest_mb_s"] > 0 and found["ingest"]["grown_mb"] < 32
    assert found["audit"]["rows"] == 500 and found["audit"]["cpu"] > 0
    assert found["playing"]["direct_ms"] > 0
    assert found["playing"]["segments_ms"] > 0
    assert found["amendment"]["cases"] >= 500
    assert found["export"]["rows"] == 2000 and found["export"]["grown_mb"] < 64
    assert found["measures"]["entries"] >= 20_000 and found["measures"]["of_year"] > 0
    assert "| case board, first page | bureau-wide | 2,000 |" in run.stdout
    for row in (
        "replay of 20 decisions",
        "like-case search over",
        "amendment impact over",
        "ingest in chunks",
        "1,000 recordings, party",
        "slowest measure",
        "segments: bytes there",
        "second half taken up",
        "audit of 500 rows",
    ):
        assert row in run.stdout
