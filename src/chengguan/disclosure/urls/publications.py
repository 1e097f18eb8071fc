"""URLs of publications as the bureau handles them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from chengguan.disclosure.views import publications

urlpatterns: list[URLPattern | URLResolver] = [
    path("publications/", publications.board, name="publication.board"),
    path("publications/export/", publications.export, name="publication.export"),
    path("publications/<uuid:pk>/", publications.publication_page, name="publication.page"),
    path("publications/<uuid:pk>/acts/<str:kind>/", publications.act, name="publication.act"),
    path("publications/<uuid:pk>/preview/", publications.preview, name="publication.preview"),
    path("publications/<uuid:pk>/copy.pdf", publications.copy, name="publication.copy"),
    path("cases/<uuid:pk>/publications/", publications.case_publications, name="case.publications"),
    path("cases/<uuid:pk>/publications/prepare/", publications.prepare, name="publication.prepare"),
]
