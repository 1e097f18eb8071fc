"""URLs of reports."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from chengguan.reports.measures import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", views.report_board, name="report.board"),
    path("reports/<str:measure_id>/", views.report_page, name="report.page"),
]
