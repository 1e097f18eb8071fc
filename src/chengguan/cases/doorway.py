"""The door of the pages for parties: a code opens them, wrong codes are counted, nothing is kept or indexed on the way.

Used by the views of this app and of apps above that have a page behind the same code (信用修复).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from axes.helpers import get_client_ip_address
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chengguan.base.viewer import Viewer

from .knocking import may_try, note_wrong
from .selectors.party_page import Held, held, party_actor

TYPE: Final = "party_type"
LARGE: Final = "large"
YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True)
class Door:
    """What came of a code: the document that it stands for, or nothing; `closed`: too many wrong codes from there."""

    code: str
    at: datetime
    found: Held | None
    closed: bool = False

    @property
    def held(self) -> Held:
        assert self.found is not None
        return self.found

    @property
    def actor(self) -> Viewer:
        return party_actor(self.held.case)


def knock(request: HttpRequest, code: str, at: datetime) -> Door:
    """Look a code up. A wrong one, an old one and one of an internal paper are the same: nothing there."""
    address = _address(request)
    if not may_try(address, at):
        return Door(code, at, None, closed=True)
    found = held(code)
    if found is None:
        note_wrong(address, at)
    return Door(code, at, found)


def note_failure(request: HttpRequest, at: datetime) -> None:
    """Someone who has a right code tried a wrong number of identity: it counts like a wrong code."""
    note_wrong(_address(request), at)


def answer(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page behind the code: large type where it was asked for (a cookie; no script), kept nowhere, indexed nowhere."""
    asked = request.GET.get("type", "")
    large = (asked or request.COOKIES.get(TYPE, "")) == LARGE
    response = render(request, template, {**context, "large": large, "path": request.path}, status=status)
    if asked:
        response.set_cookie(
            TYPE, LARGE if large else "normal", max_age=YEAR, path="/p/", httponly=True, samesite="Lax", secure=request.is_secure()
        )  # fmt: skip
    return discreet(response)


def discreet(response: HttpResponse) -> HttpResponse:
    """No search engine and no store between keeps what a code opens."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response


def nothing(request: HttpRequest, door: Door) -> HttpResponse:
    """The page of a code that opens nothing."""
    response = answer(
        request, "cases/party_none.html", {"door": door, "code": door.code[:40]}, status=429 if door.closed else 404
    )  # fmt: skip
    if door.closed:
        response["Retry-After"] = "3600"
    return response


def _address(request: HttpRequest) -> str:
    return str(get_client_ip_address(request) or "")
