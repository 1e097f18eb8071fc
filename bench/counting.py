"""How many queries a page asks, measured inside one process with the test client."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chengguan.ledger.norms import book
from chengguan.people.models import User

from .browsing import Unexpected
from .pages import Page


def count_queries(pages: tuple[Page, ...], users: dict[str, User]) -> dict[str, dict[str, int]]:
    """{page: {viewer: queries}} with everything that a request asks: session, login, roles, credentials, the page itself."""
    book()
    clients = {name: _client(user) for name, user in users.items()}
    return {page.key: {viewer: _queries(clients[viewer], page) for viewer in page.viewers} for page in pages}


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/")  # the first request of a session notes that it was seen
    return client


def _queries(client: Client, page: Page) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page.path)
    if answer.status_code != 200:
        raise Unexpected(f"{page.path}: {answer.status_code}")
    return len(asked)
