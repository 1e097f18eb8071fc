"""Pages of people: login and the lock-out answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer after too many failed logins of one account or one address."""
    return render(request, "registration/locked.html", status=429)
