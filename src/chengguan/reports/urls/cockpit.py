"""URLs of the cockpit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from chengguan.reports.cockpit import views

urlpatterns: list[URLPattern | URLResolver] = [path("cockpit/", views.board, name="cockpit.board")]
