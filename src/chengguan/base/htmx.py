"""Partial pages: the same view answers a fragment to HTMX and the whole page to everyone else."""

from __future__ import annotations

from .pages import PageRequest


def template_for(request: PageRequest, whole: str, fragment: str) -> str:
    """Name of the template to render: the fragment for an HTMX request that is not a history restore."""
    htmx = getattr(request, "htmx", None)
    return fragment if htmx and not htmx.history_restore_request else whole
