"""URLs of powers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("powers/", views.power_board, name="power.board"),
    path("powers/<int:pk>/", views.power_page, name="power.page"),
    path("powers/matters/", views.matter_board, name="matter.board"),
    path("powers/matters/<int:pk>/", views.matter_page, name="matter.page"),
    path("powers/import/", views.import_list, name="power.import"),
    path("powers/import/confirm/", views.confirm_import, name="power.confirm_import"),
    path("powers/import/template/", views.template, name="power.template"),
    path("powers/export/", views.export, name="power.export"),
    path("statutes/citations/", views.citation_board, name="statute.citations"),
    path("statutes/citations/export.xlsx", views.citation_export, name="statute.citations_export"),
    path("guides/", views.guide_board, name="guide.board"),
    path("guides/<slug:slug>/", views.guide_page, name="guide.page"),
    path("norms/", views.norm_board, name="norm.board"),
    path("norms/leniency/", views.leniency_board, name="norm.leniency"),
    path("norms/calendar/", views.calendar_page, name="norm.calendar"),
    path("norms/calendar/<int:year>/", views.calendar_page, name="norm.calendar_year"),
    path("norms/calendar/notice/", views.enter_notice, name="norm.notice"),
    path("norms/<slug:shelf>/<str:name>/", views.norm_page, name="norm.page"),
]
