"""Power lost at any chunk: a real server is killed (SIGKILL) in the middle of a chunk and started again; nothing acknowledged is lost.

The server has an installation of its own, so that it can die without taking the tests' database along.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.recordings.collected import NAME, OCTETS, film, told
from tusclient import client as tus

ROOT = Path(__file__).resolve().parents[2]
STEP = 4096


class Server:
    """gunicorn with two workers over its own database and files."""

    def __init__(self, folder: Path) -> None:
        keep = {"PATH", "HOME", "LANG", "NORMS_DIR", "TMPDIR"}
        own = {"CHENGGUAN_VAR": str(folder), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "UPLOAD_RESERVE": "0"}
        self.environment = {name: value for name, value in os.environ.items() if name in keep} | own
        made = subprocess.run(
            [sys.executable, "-m", "tests.recordings.setting_up"],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        told = json.loads(made.stdout.splitlines()[-1])
        self.token, self.cookies = told["token"], told["cookies"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [
            "-m",
            "gunicorn",
            "chengguan.web.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            "2",
        ]
        self.running = subprocess.Popen(
            [sys.executable, *command, "--threads", "2", "--log-level", "error", "--no-control-socket"],
            cwd=ROOT, env=self.environment, start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                link.request("GET", "/login/")
                if link.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not come up")

    def kill(self) -> None:
        """As when the power goes: every process at once, without a word."""
        if self.running is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    def asked(self, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request(method, path, headers={"Authorization": f"Bearer {self.token}", **headers})
        answer = link.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    def state(self, pk: str) -> dict[str, Any]:
        return dict(json.loads(self.asked("GET", f"/api/uploads/{pk}/")[2]))

    def half_a_chunk(self, pk: str, offset: int, whole: int, piece: bytes) -> None:
        """Begin a PATCH, send a part of its body, and kill the server while it waits for the rest."""
        link = socket.create_connection(("127.0.0.1", self.port))
        head = (
            f"PATCH /api/uploads/{pk}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
            f"Tus-Resumable: 1.0.0\r\nContent-Type: {OCTETS}\r\nUpload-Offset: {offset}\r\n"
            f"Content-Length: {whole}\r\n\r\n"
        )
        link.sendall(head.encode() + piece)
        part = next(Path(self.environment["CHENGGUAN_VAR"]).glob(f"files/uploads/{pk}.lock"), None)
        until = time.monotonic() + 10
        while part is None and time.monotonic() < until:
            part = next(Path(self.environment["CHENGGUAN_VAR"]).glob(f"files/uploads/{pk}.lock"), None)
        self.kill()
        link.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("installation"))
    made.start()
    yield made
    made.kill()


def opened(server: Server, content: bytes, name: str) -> str:
    digest = sha256(content).hexdigest()
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Content-Length": "0"}
    status, answer, body = server.asked(
        "POST", "/api/uploads/", **headers, **{"Upload-Metadata": told(filename=name, sha256=digest)}
    )
    assert status == 201, body
    return answer["location"].rstrip("/").rpartition("/")[2]


def test_killed_in_the_middle_of_a_chunk_and_resumed_by_tuspy(server: Server, tmp_path: Path) -> None:
    content = film("断电", seconds=3).read_bytes()
    pk = opened(server, content, NAME)
    url = f"{server.url}/api/uploads/{pk}/"
    source = tmp_path / NAME
    source.write_bytes(content)
    sender = tus.TusClient(f"{server.url}/api/uploads/", headers={"Authorization": f"Bearer {server.token}"})
    first = sender.uploader(str(source), chunk_size=STEP, url=url)
    first.upload_chunk()
    server.half_a_chunk(pk, STEP, len(content) - STEP, content[STEP : STEP + 2000])
    server.start()
    acknowledged = int(
        server.asked("HEAD", f"/api/uploads/{pk}/", **{"Tus-Resumable": "1.0.0"})[1]["upload-offset"]
    )
    assert acknowledged >= STEP
    again = sender.uploader(str(source), chunk_size=len(content) // 2, url=url)
    assert again.offset == acknowledged
    again.upload()
    state = server.state(pk)
    assert (state["state"], state["safe"]) == ("kept", True), state
    assert state["sha256"] == sha256(content).hexdigest()
    kept = next(Path(server.environment["CHENGGUAN_VAR"]).glob(f"files/*/*/{state['sha256']}"))
    assert kept.read_bytes() == content


def test_the_station_keeps_its_file_through_every_break(server: Server, tmp_path: Path) -> None:
    content = film("采集站", seconds=3).read_bytes()
    folder, sent, token = tmp_path / "采集", tmp_path / "已上传", tmp_path / "token.txt"
    folder.mkdir()
    token.write_text(server.token)
    source = folder / "JLY-001_20240506_101500.mp4"
    source.write_bytes(content)

    def station() -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-I",
            str(ROOT / "tools/station.py"),
            "--server",
            server.url,
            "--token-file",
        ]
        given = [str(token), "--folder", str(folder), "--sent", str(sent), "--once", "--quiet", "0"]
        return subprocess.run(
            [*command, *given, "--chunk", str(max(STEP, len(content) // 5))],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    server.kill()
    away = station()
    assert away.returncode == 1 and "稍后继续" in away.stdout and source.is_file()
    server.start()
    pk = opened(server, content, source.name)
    known = f"{source.name} {len(content)} {source.stat().st_mtime_ns}"
    (folder / ".station.json").write_text(
        json.dumps({known: {"id": pk, "sha256": sha256(content).hexdigest()}})
    )
    server.half_a_chunk(pk, 0, len(content), content[:3000])
    assert station().returncode == 1 and source.is_file()
    server.start()
    done = station()
    assert done.returncode == 0 and "已入库 JLY-001-" in done.stdout, done.stdout + done.stderr
    assert not source.exists() and (sent / source.name).read_bytes() == content
    assert server.state(pk)["sha256"] == sha256(content).hexdigest()
    (folder / "坏.mp4").write_bytes(b"%PDF-1.4 " + b"x" * 300)
    bad = station()
    assert bad.returncode == 0 and "未接收" in bad.stdout
    assert (folder / "未接收" / "坏.mp4.txt").is_file()
