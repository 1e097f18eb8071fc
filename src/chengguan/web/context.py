"""Template context that every page has."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def workplace(request: HttpRequest) -> dict[str, Any]:
    """The viewer, and whether this installation shows demonstration data."""
    return {"viewer": getattr(request, "viewer", None), "demo": settings.DEMO}
