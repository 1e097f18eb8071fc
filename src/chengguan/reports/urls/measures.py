"""URLs of reports."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from chengguan.reports.measures import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", views.report_board, name="report.board"),
    path("reports/checks/", views.report_checks, name="report.checks"),
    path("reports/<str:measure_id>/", views.report_page, name="report.page"),
    path("reports/<str:measure_id>/export.xlsx", views.report_export, name="report.export"),
]
