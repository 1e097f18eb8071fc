"""The page decorator: every view is a page with a permission; nothing is reachable without one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from .viewer import Viewer

P = ParamSpec("P")
PUBLIC: Final = "public"
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class PageRequest(HttpRequest):
    """A request that has passed `page`: it carries the viewer."""

    viewer: Viewer
    htmx: Any


def page(permission: str) -> Callable[[Callable[Concatenate[PageRequest, P], HttpResponseBase]], View[P]]:
    """Open a view to those whose roles hold `permission`; others get the login page or 403.

    The permission is kept on the view (`view.permission`) for the walk over the URL resolver.
    """

    def decorate(view: Callable[Concatenate[PageRequest, P], HttpResponseBase]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if permission == PUBLIC:
                return view(cast(PageRequest, request), *args, **kwargs)
            viewer: Viewer | None = getattr(request, "viewer", None)
            if viewer is None:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if not viewer.may(permission):
                raise PermissionDenied("您的岗位没有打开此页面的权限。如工作需要，请联系安全管理员调整岗位。")
            return view(cast(PageRequest, request), *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast(View[P], guarded)

    return decorate
