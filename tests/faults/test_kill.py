"""Kill the process in the middle of its work: what was acknowledged is there, and nothing half-done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys
from datetime import datetime, timedelta
import django
django.setup()
from django.core.management import call_command
from chengguan.base.dates import CHINA
from chengguan.people.models import Bureau
if sys.argv[1] == "prepare":
    call_command("migrate", verbosity=0)
    from tests.conftest import SHEET, make_matter, make_party
    from chengguan.web.demonstration.cast import build
    cast = build(SHEET)
    make_matter(cast.bureau); make_party(cast)
elif sys.argv[1] == "work":
    from chengguan.intake.acts import register_lead
    from chengguan.people.models import Officer
    from chengguan.people.selectors import actor_of
    from chengguan.powers.models import Matter
    from chengguan.parties.models import Party
    at = datetime(2024, 5, 6, 9, tzinfo=CHINA)
    actor = actor_of(Officer.objects.get(user__username="t_handler1"), at.date())
    matter, party = Matter.objects.get(), Party.objects.get()
    for n in range(100000):
        done = register_lead(actor=actor, at=at + timedelta(minutes=n), origin="patrol", received_at=at, discovered_on=at.date(),
            occurred_on=at.date(), place=f"示范路{n}号", content="占用道路", matter=matter, party=party)
        print(done.result.number, flush=True)
else:
    from chengguan.intake.models import Lead
    from chengguan.documents.models import Instrument
    from chengguan.ledger.models import Entry
    from chengguan.ledger import verifying
    faults = [*verifying.verify_chains(), *verifying.verify_subjects()]
    numbers = [lead.number for lead in Lead.objects.order_by("id")]
    print("faults", len(faults), "leads", Lead.objects.count(), "entries", Entry.objects.filter(kind="lead.register").count(),
        "forms", Instrument.objects.filter(kind="lead_registration").count())
    print("\\n".join(numbers))
"""


def run(var: Path, word: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "CHENGGUAN_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'kill.sqlite3'}",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "chengguan.web.settings",
    }
    return subprocess.Popen([sys.executable, "-c", SCRIPT, word], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("after", [0.11, 0.37, 0.53])
def test_a_killed_process_leaves_all_of_an_act_or_nothing(tmp_path: Path, after: float) -> None:
    assert run(tmp_path, "prepare").wait() == 0
    worker = run(tmp_path, "work")
    assert worker.stdout is not None
    acknowledged = [worker.stdout.readline().strip()]
    time.sleep(after)
    worker.send_signal(signal.SIGKILL)
    acknowledged += [line.strip() for line in worker.stdout.read().splitlines() if line.endswith("号")]
    check = run(tmp_path, "check")
    out, _ = check.communicate()
    head, *numbers = out.splitlines()
    words = head.split()
    assert words[1] == "0", out
    assert words[3] == words[5] == words[7], head
    assert set(acknowledged) <= set(numbers) and acknowledged[0]
    assert len(numbers) - len(acknowledged) <= 1
