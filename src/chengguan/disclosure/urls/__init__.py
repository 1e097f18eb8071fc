"""URLs of disclosure: publications, the public portal, the exchange with other systems, credit repair."""

from __future__ import annotations

from . import credit, exchange, portal, publications

urlpatterns = [
    *publications.urlpatterns,
    *portal.urlpatterns,
    *exchange.urlpatterns,
    *credit.urlpatterns,
]
