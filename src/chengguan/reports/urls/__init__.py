"""URLs of reports. Fixed addresses come before the measures, whose address takes any word."""

from __future__ import annotations

from . import annual, bulletins, cockpit, measures, statistics

urlpatterns = [
    *cockpit.urlpatterns,
    *bulletins.urlpatterns,
    *statistics.urlpatterns,
    *annual.urlpatterns,
    *measures.urlpatterns,
]
