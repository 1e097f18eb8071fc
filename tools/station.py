#!/usr/bin/env python3
"""采集站发送程序: sends the files of a folder to the platform and lets go of each only when the platform says that it is safe.

Stand-alone: Python 3.9 or later, nothing to install. Breaks of any kind are harmless: it asks how far a file has come and
goes on from there, also after a restart (what it knows lies in `.station.json` in the folder).

    python station.py --server https://host/ --token-file token.txt --folder D:\\采集 --sent D:\\已上传
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import http.client
import json
import os
import shutil
import sys
import time
import urllib.parse
from pathlib import Path

CHUNK = 8 * 1024 * 1024
PIECE = 1024 * 1024
QUIET_S = 10.0
STATE = ".station.json"
UNFINISHED = (".part", ".tmp", ".filepart", ".partial", ".crdownload", ".json")


class Trouble(Exception):
    """Something that may pass: the connection, the server, its store. Try again later."""


class Declined(Exception):
    """The server does not take this file. The message says why."""


class Station:
    """One folder, one server, one token."""

    def __init__(self, server: str, token: str, folder: Path, sent: Path, chunk: int = CHUNK) -> None:
        self.base = urllib.parse.urlsplit(server)
        self.token, self.folder, self.sent, self.chunk = token, folder, sent, chunk
        self.known: dict[str, dict[str, str]] = self._load()

    # -- what is known of files on their way -----------------------------------------------------------------

    def _load(self) -> dict[str, dict[str, str]]:
        try:
            return dict(json.loads((self.folder / STATE).read_text("utf-8")))
        except (OSError, ValueError):
            return {}

    def _save(self) -> None:
        aside = self.folder / (STATE + ".new")
        with aside.open("w", encoding="utf-8") as out:
            json.dump(self.known, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        os.replace(aside, self.folder / STATE)

    # -- http ------------------------------------------------------------------------------------------------

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: object = None
    ) -> tuple[int, dict[str, str], bytes]:
        """One request. Raises Trouble when there is no answer."""
        kind = http.client.HTTPSConnection if self.base.scheme == "https" else http.client.HTTPConnection
        link = kind(self.base.netloc, timeout=120)
        sent = {"Authorization": f"Bearer {self.token}", "Tus-Resumable": "1.0.0", **(headers or {})}
        try:
            link.request(method, path, body=body, headers=sent)  # type: ignore[arg-type]
            answer = link.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Trouble(f"连接中断（{error}）") from error
        finally:
            link.close()

    def path(self, tail: str = "") -> str:
        return self.base.path.rstrip("/") + "/api/uploads/" + tail

    # -- one file --------------------------------------------------------------------------------------------

    def send(self, file: Path) -> str:
        """Bring one file over. Returns what the platform calls the recording. Raises Trouble, Declined."""
        key = f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}"
        entry = self.known.get(key) or self._open(file, key)
        while True:
            state = self._state(entry["id"])
            if state is None:
                entry = self._open(file, key)
            elif state["state"] == "refused":
                self.known.pop(key, None)
                self._save()
                if state["again"]:
                    raise Trouble(str(state["message"]))
                raise Declined(str(state["message"]))
            elif state["safe"]:
                if state["sha256"] != entry["sha256"]:
                    raise Declined("平台保存的内容与本机文件的校验值不同，本机文件保留，请联系管理员。")
                self._move(file, key)
                return str(state["recording"])
            elif state["state"] == "receiving":
                self._push(file, entry["id"], int(str(state["received"])))
            else:
                self._settle(entry["id"])

    def _open(self, file: Path, key: str) -> dict[str, str]:
        """Tell the server of the file: name, size, SHA-256."""
        digest = sha256_of(file)
        told = {"filename": file.name, "sha256": digest, **sidecar(file)}
        header = ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in told.items())
        headers = {
            "Upload-Length": str(file.stat().st_size),
            "Upload-Metadata": header,
            "Content-Length": "0",
        }
        status, answer, body = self.ask("POST", self.path(), headers)
        if status != 201:
            self._wrong(status, body)
        pk = answer["location"].rstrip("/").rpartition("/")[2]
        self.known[key] = {"id": pk, "sha256": digest}
        self._save()
        return self.known[key]

    def _state(self, pk: str) -> dict[str, object] | None:
        status, _, body = self.ask("GET", self.path(f"{pk}/"))
        if status == 404:
            return None
        if status != 200:
            self._wrong(status, body)
        return dict(json.loads(body))

    def _push(self, file: Path, pk: str, offset: int) -> None:
        """Send the next chunk."""
        with file.open("rb") as source:
            source.seek(offset)
            chunk = source.read(self.chunk)
        checked = base64.b64encode(hashlib.sha256(chunk).digest()).decode()
        headers = {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {checked}",
        }
        status, _, body = self.ask("PATCH", self.path(f"{pk}/"), headers, chunk)
        if status not in (204, 409, 460):
            self._wrong(status, body)

    def _settle(self, pk: str) -> None:
        """All bytes are there; the platform is at work. Ask it to go on, then wait a little."""
        status, _, body = self.ask("POST", self.path(f"{pk}/finish/"), {"Content-Length": "0"})
        if status != 200:
            self._wrong(status, body)

    def _wrong(self, status: int, body: bytes) -> None:
        text = body.decode("utf-8", "replace")[:400]
        with contextlib.suppress(ValueError, KeyError, TypeError):
            text = str(json.loads(text)["message"])
        if status in (400, 411, 413, 415):
            raise Declined(text)
        raise Trouble(f"{status} {text}")

    def _move(self, file: Path, key: str) -> None:
        self.sent.mkdir(parents=True, exist_ok=True)
        target, number = self.sent / file.name, 2
        while target.exists():
            target = self.sent / f"{file.stem}-{number}{file.suffix}"
            number += 1
        shutil.move(str(file), str(target))
        beside = file.with_name(file.name + ".json")
        if beside.is_file():
            shutil.move(str(beside), str(target.with_name(target.name + ".json")))
        self.known.pop(key, None)
        self._save()

    # -- the folder ------------------------------------------------------------------------------------------

    def ready(self, quiet_s: float) -> list[Path]:
        """Files that have stopped growing, oldest first."""
        now = time.time()
        found = [
            path
            for path in self.folder.iterdir()
            if path.is_file()
            and not path.name.startswith(".")
            and not path.name.lower().endswith(UNFINISHED)
            and now - path.stat().st_mtime >= quiet_s
        ]
        return sorted(found, key=lambda path: path.stat().st_mtime)

    def round(self, quiet_s: float = QUIET_S) -> tuple[int, int, int]:
        """Every ready file once. Returns how many are safe, declined, and to be tried again."""
        safe = declined = again = 0
        for file in self.ready(quiet_s):
            try:
                number = self.send(file)
                say(f"{file.name}：已入库 {number}")
                safe += 1
            except Declined as error:
                say(f"{file.name}：未接收，{error}")
                refused = self.folder / "未接收"
                refused.mkdir(exist_ok=True)
                shutil.move(str(file), str(refused / file.name))
                (refused / (file.name + ".txt")).write_text(f"{error}\n", "utf-8")
                declined += 1
            except Trouble as error:
                say(f"{file.name}：稍后继续，{error}")
                again += 1
        return safe, declined, again


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def sidecar(file: Path) -> dict[str, str]:
    """What lies beside the file: camera, begin, place."""
    try:
        found = json.loads(file.with_name(file.name + ".json").read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    names = ("camera", "began_at", "place", "latitude", "longitude")
    return {name: str(found[name]) for name in names if isinstance(found, dict) and found.get(name)}


def say(text: str) -> None:
    print(time.strftime("%H:%M:%S"), text, flush=True)


def main() -> int:
    """Look at the folder again and again, or once."""
    parser = argparse.ArgumentParser(description="采集站发送程序：断点续传，确认入库后才移走文件")
    parser.add_argument("--server", required=True, help="平台地址，例如 https://平台/")
    parser.add_argument("--token-file", type=Path, required=True, help="存放令牌的文件")
    parser.add_argument("--folder", type=Path, required=True, help="录像所在目录")
    parser.add_argument("--sent", type=Path, required=True, help="已入库的文件移到哪里")
    parser.add_argument("--once", action="store_true", help="发送一遍后退出；有没发完的返回 1")
    parser.add_argument("--quiet", type=float, default=QUIET_S, help="多少秒没有变化才算写完")
    parser.add_argument("--chunk", type=int, default=CHUNK, help="每段字节数")
    given = parser.parse_args()
    token = given.token_file.read_text("utf-8").strip()
    station = Station(given.server, token, given.folder, given.sent, given.chunk)
    wait = 5.0
    while True:
        _, _, again = station.round(given.quiet)
        if given.once:
            return 1 if again else 0
        wait = min(wait * 2, 300.0) if again else 5.0
        time.sleep(wait)


if __name__ == "__main__":
    sys.exit(main())
