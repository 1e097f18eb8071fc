"""Kill the process in the middle of its work: what was acknowledged is there, and nothing half-done."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys
from datetime import datetime, timedelta
import django
django.setup()
from django.core.management import call_command
from chengguan.base.dates import CHINA
from chengguan.people.models import Bureau, User
if sys.argv[1] == "prepare":
    call_command("migrate", verbosity=0)
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from tests.conftest import SHEET, make_matter, make_party
    from chengguan.web.demonstration.cast import build
    cast = build(SHEET)
    make_matter(cast.bureau); make_party(cast)
    user = User.objects.get(username="t_handler1")
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.create()
    print(session.session_key)
elif sys.argv[1] == "work":
    from chengguan.intake.acts import register_lead
    from chengguan.people.models import Officer
    from chengguan.people.selectors import actor_of
    from chengguan.powers.models import Matter
    from chengguan.parties.models import Party
    at = datetime(2024, 5, 6, 9, tzinfo=CHINA)
    actor = actor_of(Officer.objects.get(user__username="t_handler1"), at.date())
    matter, party = Matter.objects.get(), Party.objects.get()
    reasons = {"not_duplicate": "另一次违法行为。"}
    for n in range(100000):
        done = register_lead(actor=actor, at=at + timedelta(minutes=n), origin="patrol", received_at=at, discovered_on=at.date(),
            occurred_on=at.date(), place=f"示范路{n}号", content="占用道路", matter=matter, party=party, reasons=reasons)
        print(done.result.number, flush=True)
else:
    from chengguan.intake.models import Lead
    from chengguan.documents.models import Instrument
    from chengguan.ledger.models import Entry, Posted
    call_command("verify", stdout=sys.stderr)
    leads = list(Lead.objects.order_by("id"))
    print(len(leads), Entry.objects.filter(kind="lead.register").count(), Instrument.objects.filter(kind="lead_registration").count(),
        Posted.objects.filter(topic="documents.render").count())
    for lead in leads:
        print(lead.pk, lead.number, sep="\\t")
"""


def environment(var: Path) -> dict[str, str]:
    return {
        **os.environ,
        "CHENGGUAN_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'kill.sqlite3'}",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "chengguan.web.settings",
        "ALLOWED_HOSTS": "127.0.0.1",
    }


def run(var: Path, word: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, word],
        cwd=ROOT,
        env=environment(var),
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A database with the invented bureau, made once, and the session of its first handler."""
    var = tmp_path_factory.mktemp("kill")
    process = run(var, "prepare")
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return var, out.strip().splitlines()[-1]


@pytest.fixture
def var(prepared: tuple[Path, str], tmp_path: Path) -> Path:
    """A fresh copy of the prepared state: database with its write-ahead log, secret key."""
    return Path(shutil.copytree(prepared[0], tmp_path / "var"))


def surviving(var: Path) -> dict[str, str]:
    """Numbers of the leads that are there by id; the record verifies, and every lead has its entry, its form and its posted work."""
    process = run(var, "check")
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0, "the record does not verify"
    head, *lines = out.splitlines()
    assert len(set(head.split())) == 1, head
    found = dict(line.split("\t") for line in lines)
    taken = sorted(int(number.rpartition("〕")[2].strip("第号")) for number in found.values())
    assert taken == list(range(1, len(taken) + 1))
    return found


@pytest.mark.parametrize("after", [0.11, 0.37])
def test_a_killed_process_leaves_all_of_an_act_or_nothing(var: Path, after: float) -> None:
    worker = run(var, "work")
    assert worker.stdout is not None
    acknowledged = [worker.stdout.readline().strip()]
    time.sleep(after)
    worker.send_signal(signal.SIGKILL)
    acknowledged += [line.strip() for line in worker.stdout.read().splitlines() if line.endswith("号")]
    assert worker.wait(10) == -signal.SIGKILL
    numbers = set(surviving(var).values())
    assert acknowledged[0] and set(acknowledged) <= numbers
    assert len(numbers) - len(acknowledged) <= 1


# --- the server ---------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(var: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn in a process group of its own, so that master and workers can be killed at one stroke."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "chengguan.web.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
    ]
    command += ["--threads", "3", "--log-level", "critical"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(var), start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


class Browser:
    """One clerk who registers leads as fast as the server answers, and notes every redirect that he was given."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session
        self.acknowledged: list[str] = []
        self.sent = 0

    def ask(self, method: str, path: str, body: str = "", token: str = "") -> tuple[int, str, str]:
        link = HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            return answer.status, answer.getheader("Location", "") or "", answer.read().decode()
        finally:
            link.close()

    def work(self, place: int, form: dict[str, str], stop: threading.Event) -> None:
        while not stop.is_set():
            self.sent += 1
            data = {**form, "place": f"示范路{place}-{self.sent}号"}
            try:
                status, location, text = self.ask(
                    "POST", "/leads/new/", urlencode(data), form["csrfmiddlewaretoken"]
                )
            except (OSError, HTTPException):
                return
            assert status == 302, text[:2000]
            self.acknowledged.append(location.split("/")[2])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not come up")


def form_of(page: str, token: str) -> dict[str, str]:
    """A lead as it is typed; days as the page offers them."""
    moment = re.search(r'name="received_at" value="([^"]+)"', page)
    matter = re.search(r'<option value="(\d+)"[^>]*>擅自占用城市道路', page)
    assert moment and matter, page[:3000]
    day = moment.group(1)[:10]
    return {
        "csrfmiddlewaretoken": token,
        "origin": "patrol",
        "received_at": moment.group(1),
        "discovered_on": day,
        "occurred_on": day,
        "content": "占用道路",
        "matter": matter.group(1),
        "reason-not_duplicate": "另一次违法行为。",
    }


def test_a_killed_server_keeps_every_act_that_it_acknowledged(var: Path, prepared: tuple[Path, str]) -> None:
    port, stop = free_port(), threading.Event()
    token = "a" * 32
    browsers = [Browser(port, prepared[1]) for _ in range(3)]
    with server(var, port) as process:
        wait_for(port, process)
        status, _, page = browsers[0].ask("GET", "/leads/new/", token=token)
        assert status == 200, page[:2000]
        form = form_of(page, token)
        clerks = [
            threading.Thread(target=browser.work, args=(n, form, stop)) for n, browser in enumerate(browsers)
        ]
        for clerk in clerks:
            clerk.start()
        until = time.monotonic() + 20
        while sum(len(browser.acknowledged) for browser in browsers) < 12 and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        stop.set()
        for clerk in clerks:
            clerk.join(20)
    acknowledged = [pk for browser in browsers for pk in browser.acknowledged]
    found = surviving(var)
    assert len(acknowledged) >= 12 and set(acknowledged) <= set(found)
    # Each clerk can have had one act done of which the answer never reached him.
    assert len(found) - len(acknowledged) <= len(browsers)
