"""URLs of parties."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("parties/", views.board, name="party.board"),
    path("parties/new/", views.new, name="party.new"),
    path("parties/<uuid:pk>/", views.party, name="party.page"),
    path("parties/<uuid:pk>/edit/", views.edit, name="party.edit"),
    path("parties/<uuid:pk>/reveal/", views.reveal, name="party.reveal"),
]
