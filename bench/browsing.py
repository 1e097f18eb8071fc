"""One client on one kept-alive connection: logs in through the real login page, gets pages, posts forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

Pairs = Iterable[tuple[str, str]]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Unexpected(Exception):
    """The server answered something else than the operation is about; a figure for it would be worth nothing."""


@dataclass
class Browser:
    """Keeps cookies and the connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    connection: HTTPConnection | None = None

    def get(self, path: str, *, status: int = 200) -> str:
        """The body of a page."""
        return self._send("GET", path, None, status)[1]

    def post(self, path: str, fields: Pairs, *, status: int = 302) -> str:
        """Post a form; returns where the answer leads (`Location`)."""
        body = urlencode([("csrfmiddlewaretoken", self.token), *fields])
        answer, text = self._send("POST", path, body, status)
        return answer.getheader("Location", "") or text

    def log_in(self, path: str, username: str, password: str) -> None:
        """Through the login page: its form, its token, its redirect."""
        self.token = self.token_in(self.get(path))
        self.post(path, [("username", username), ("password", password)])
        self.token = self.cookies["csrftoken"]

    def token_in(self, page: str) -> str:
        """The form token of a page."""
        found = TOKEN.search(page)
        if found is None:
            raise Unexpected("no form with a token")
        return found.group(1)

    def _send(self, method: str, path: str, body: str | None, status: int) -> tuple[HTTPResponse, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "identity",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            answer = self._request(method, path, body, headers)
        except (HTTPException, ConnectionError):
            self.connection = None
            answer = self._request(method, path, body, headers)
        text = answer.read().decode()
        self._keep(answer)
        if answer.status != status:
            raise Unexpected(f"{method} {path}: {answer.status} instead of {status}: {_words(text)}")
        return answer, text

    def _request(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> HTTPResponse:
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()

    def _keep(self, answer: HTTPResponse) -> None:
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value


def _words(page: str) -> str:
    """What a page says, without its markup: enough to see why it is not the page that was expected."""
    main = page[page.find("<main") :] if "<main" in page else page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))[:400]
