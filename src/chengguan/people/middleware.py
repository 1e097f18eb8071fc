"""The viewer of a request: the login of the session, as of today. Sessions end after half an hour without use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer

from .models import User
from .second_factor import in_force, required
from .selectors import load_user, viewer_of

IDLE_SECONDS: Final = 1800
TOUCH_SECONDS: Final = 60
# What a login with an initial password may still open before it has chosen its own.
FREE_PATHS: Final = ("/account/password/", "/logout/")
SETUP_PATH: Final = "/account/second-factor/"


class ViewerMiddleware:
    """Sets `request.user` and `request.viewer` (None when nobody is logged in)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        user = self._user(request, int(now.timestamp()))
        request.user = user  # type: ignore[assignment]
        request.viewer = viewer_of(user, local_date(now)) if user else None  # type: ignore[attr-defined]
        if user is not None and user.must_change_password and request.path not in FREE_PATHS:
            return redirect("password_change")
        if self._lacks_factor(request, user):
            return redirect("second_factor")
        return self.get_response(request)

    def _lacks_factor(self, request: HttpRequest, user: User | None) -> bool:
        """Whether a post asks for a second factor that the login does not have yet; asked once a session."""
        viewer: Viewer | None = request.viewer  # type: ignore[attr-defined]
        if user is None or viewer is None or not required(viewer) or request.session.get("factor"):
            return False
        if in_force(user) is not None:
            request.session["factor"] = True
            return False
        return request.path not in (*FREE_PATHS, SETUP_PATH)

    def _user(self, request: HttpRequest, now: int) -> User | None:
        pk = request.session.get(SESSION_KEY)
        if pk is None:
            return None
        seen = int(request.session.get("seen", now))
        user = load_user(int(pk))
        expected = request.session.get("_auth_user_hash", "")
        if user is None or now - seen > IDLE_SECONDS or expected != user.get_session_auth_hash():
            logout(request)
            return None
        if now - seen > TOUCH_SECONDS or "seen" not in request.session:
            request.session["seen"] = now
        return user
