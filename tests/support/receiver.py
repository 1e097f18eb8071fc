"""A receiver of 双公示 rows over real HTTP: checks the signature, takes each delivery once, answers as the contract says."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self

TOKEN = "receiver-key-of-the-tests-0001"


@dataclass
class Held:
    """What the receiver holds of one publication."""

    row: dict[str, str]
    revision: int
    withdrawn: str = ""
    history: list[str] = field(default_factory=list)


class Receiver:
    """`with Receiver() as receiver:` url, token, rows by publication code; can be told to fail, to refuse, to lose its answer."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.rows: dict[str, Held] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.requests: list[dict[str, Any]] = []
        self._failures: list[int] = []
        self._lost = 0
        self._refusals: dict[str, str] = {}
        self._lock = Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/rows"

    def fail(self, *statuses: int) -> None:
        """Answer the next requests with these statuses, taking nothing."""
        self._failures += statuses

    def lose_answer(self) -> None:
        """Take the next request, but break the line before the answer."""
        self._lost += 1

    def refuse(self, field_id: str, reason: str) -> None:
        """Send rows back for this field until `accept` is called."""
        self._refusals[field_id] = reason

    def accept(self) -> None:
        self._refusals.clear()

    def shown(self) -> dict[str, dict[str, str]]:
        """Rows that its public site would show now."""
        return {code: held.row for code, held in self.rows.items() if not held.withdrawn}

    def __enter__(self) -> Self:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer._handle(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", "0")))
        with self._lock:
            status, answer = self._answer(dict(request.headers.items()), body)
            lost, self._lost = self._lost > 0, max(self._lost - 1, 0)
        if lost:
            request.close_connection = True
            request.connection.close()
            return
        content = json.dumps(answer).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    def _answer(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        if self._failures:
            return self._failures.pop(0), {}
        if not self._signed(headers, body):
            return 401, {}
        content = json.loads(body)
        self.requests.append(content)
        key = content["delivery"]
        if key in self.answers:
            return 409, self.answers[key]
        problems = [
            {"field": name, "reason": reason}
            for name, reason in self._refusals.items()
            if name in content["row"]
        ]
        if problems:
            return 422, {"accepted": False, "problems": problems}
        self._take(content)
        self.answers[key] = {"accepted": True, "receipt": f"HZ-{len(self.answers) + 1:06d}"}
        return 200, self.answers[key]

    def _signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        stamp = headers.get("X-Chengguan-Timestamp", "").encode()
        right = hmac.new(self.token.encode(), stamp + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(headers.get("X-Chengguan-Signature", ""), f"v1={right}")

    def _take(self, content: dict[str, Any]) -> None:
        held = self.rows.setdefault(content["code"], Held(content["row"], content["revision"]))
        held.history.append(content["operation"])
        held.revision = content["revision"]
        if content["operation"] == "withdraw":
            held.withdrawn = content.get("reason", "") or "撤回"
        else:
            held.row = content["row"]
