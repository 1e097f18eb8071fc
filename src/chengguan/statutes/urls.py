"""URLs of statutes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("statutes/", views.statute_board, name="statute.board"),
    path("statutes/cite/", views.cite, name="statute.cite"),
    path("statutes/import/", views.import_statute, name="statute.import"),
    path("statutes/import/confirm/", views.confirm_import, name="statute.confirm_import"),
    path("statutes/<uuid:pk>/", views.statute_page, name="statute.page"),
    path("statutes/<uuid:pk>/compare/", views.compare, name="statute.compare"),
    path("statutes/<uuid:pk>/end/", views.end_statute, name="statute.end"),
    path("statutes/<uuid:pk>/withdraw/", views.withdraw_version, name="statute.withdraw"),
]
