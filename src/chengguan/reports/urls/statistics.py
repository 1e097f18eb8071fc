"""URLs of the yearly statistics of enforcement."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from chengguan.reports.statistics import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("statistics/", views.board, name="statistics.board"),
    path("statistics/new/", views.new, name="statistics.new"),
    path("statistics/<uuid:pk>/", views.report_page, name="statistics.page"),
    path("statistics/<uuid:pk>/acts/<str:kind>/", views.act, name="statistics.act"),
    path(
        "statistics/<uuid:pk>/figures/<str:table>/<str:row>/<str:column>/",
        views.figure,
        name="statistics.figure",
    ),
    path("statistics/<uuid:pk>/<str:form>", views.download, name="statistics.download"),
    path("gs/<str:code>/statistics/", views.portal_years, name="portal.statistics"),
    path("gs/<str:code>/statistics/<int:year>/", views.portal_year, name="portal.statistics_year"),
    path("gs/<str:code>/statistics/<int:year>/<str:form>", views.portal_file, name="portal.statistics_file"),
]
