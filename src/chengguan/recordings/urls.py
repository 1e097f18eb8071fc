"""URLs of the recordings. Each part keeps to its own block."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    # cameras and stations
    # collection: uploads (tus), stations' interface
    # media: the page of a recording, player, clips, stills, masked copies
    # archive: search, map, timeline, marks, statistics, packages
    # custody: viewings, holds, destruction
]
