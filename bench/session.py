"""One database in one process of its own: `python -m bench.session '{"database": …}'`. Started by `python -m bench`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .databases import OPEN, Database
from .serving import ROOT


def main(request: dict[str, Any]) -> None:
    """Measure one database and leave the findings in the file that was asked for."""
    sys.path.insert(0, str(ROOT / "src"))
    with (
        tempfile.TemporaryDirectory(prefix="cgbench") as folder,
        OPEN[request["database"]](Path(folder)) as database,
    ):
        os.environ |= _environment(Path(folder), database)
        findings = _measured(request, database)
    Path(request["output"]).write_text(json.dumps(findings, ensure_ascii=False))


def _environment(folder: Path, database: Database) -> dict[str, str]:
    return {
        "CHENGGUAN_VAR": str(folder),
        "DATABASE_URL": database.url,
        "DJANGO_SETTINGS_MODULE": "chengguan.web.settings",
        "SECRET_KEY": "only-for-this-run",
    }


def _measured(request: dict[str, Any], database: Database) -> dict[str, Any]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    if not request["quick"]:
        call_command("collectstatic", interactive=False, verbosity=0)
    from .measuring import Bench, Plan

    plan = Plan(
        tuple(request["sizes"]),
        tuple(request["only"]),
        request["quick"],
        request["ingest_mb"],
        request["recordings"],
    )
    today = datetime.now(UTC).astimezone().date()
    return Bench(database, plan, today).run().plain()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
