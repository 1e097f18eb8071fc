"""URLs of credit repair: for the officers, and behind the code on the party's decision."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from chengguan.disclosure.views import credit

urlpatterns: list[URLPattern | URLResolver] = [
    path("credit/", credit.board, name="credit.board"),
    path("credit/new/", credit.new, name="credit.new"),
    path("credit/<uuid:pk>/", credit.repair_page, name="credit.page"),
    path("credit/<uuid:pk>/acts/<str:kind>/", credit.act, name="credit.act"),
    path("p/<str:code>/credit/", credit.online, name="credit.online"),
    path("p/<str:code>/credit/<uuid:pk>/", credit.paper, name="credit.paper"),
    path("p/<str:code>/credit/<uuid:pk>.pdf", credit.paper_file, name="credit.paper_file"),
]
