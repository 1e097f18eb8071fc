"""存储不可用 on any page: a clear answer in Chinese (503) that a retry may help, instead of a fault of the system."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .stores import StoreUnavailable

RETRY_AFTER_S: Final = 60
_LOG: Final = logging.getLogger(__name__)


class StoreUnavailableMiddleware:
    """Answers for views that meet a store which is full, unreachable, or refuses us. What they began is undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, StoreUnavailable):
            return None
        _LOG.error("store unavailable at %s: %s", request.path, error, exc_info=error)
        writing = request.method not in ("GET", "HEAD")
        response = render(
            request, "documents/unavailable.html", {"reason": str(error), "writing": writing}, status=503
        )
        response["Retry-After"] = str(RETRY_AFTER_S)
        return response
