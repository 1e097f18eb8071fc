"""URLs of the dossiers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    # dossiers: board, page, sealing, loans
    # export: the folder that verifies itself
]
