"""URLs of annual reports, inside and on the portal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from chengguan.reports.annual import portal, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("annual/", views.board, name="annual.board"),
    path("annual/new/", views.new, name="annual.new"),
    path("annual/<uuid:pk>/", views.report_page, name="annual.page"),
    path("annual/<uuid:pk>/edit/<int:section>/", views.edit, name="annual.edit"),
    path("annual/<uuid:pk>/preview/", views.preview, name="annual.preview"),
    path("annual/<uuid:pk>/changes/", views.changes, name="annual.changes"),
    path("annual/<uuid:pk>/acts/<str:kind>/", views.act, name="annual.act"),
    path("annual/<uuid:pk>/numbers/<str:block>/<int:start>/", views.number, name="annual.number"),
    path("annual/<uuid:pk>/opinions/<uuid:opinion_id>/", views.opinion, name="annual.opinion"),
    path("annual/<uuid:pk>/stated/<int:stated_id>/withdraw/", views.withdraw, name="annual.withdraw"),
    path("annual/<uuid:pk>/stated/<int:stated_id>/source/", views.source, name="annual.source"),
    path("annual/<uuid:pk>/figures/<slug:slug>/", views.figure, name="annual.figure"),
    path("annual/<uuid:pk>/report.<str:form>", views.file, name="annual.file"),
    path("gs/<str:code>/reports/", portal.reports, name="portal.reports"),
    path("gs/<str:code>/reports/<int:year>/", portal.report, name="portal.report"),
    path("gs/<str:code>/reports/<int:year>/figures.json", portal.data, name="portal.report_data"),
    path("gs/<str:code>/reports/<int:year>/report.<str:form>", portal.file, name="portal.report_file"),
    path("gs/<str:code>/reports/<int:year>/figures/<slug:slug>/", portal.figure, name="portal.figure"),
]
