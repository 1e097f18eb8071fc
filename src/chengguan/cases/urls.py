"""URLs of leads and cases."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import acting, bank, board, file, leads, summary

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/", board.case_board, name="case.board"),
    path("cases/export.xlsx", board.export_board, name="case.export"),
    path("cases/searches/", board.save_search, name="search.save"),
    path("cases/searches/<int:pk>/drop/", board.drop_search, name="search.drop"),
    path("cases/<uuid:pk>/", file.case_page, name="case.page"),
    path("cases/<uuid:pk>/timeline/", file.case_timeline, name="case.timeline"),
    path("cases/<uuid:pk>/what-if/", file.what_if, name="case.what_if"),
    path("cases/<uuid:pk>/acts/<str:kind>/", acting.case_act, name="case.act"),
    path("summary/new/", summary.summary_new, name="summary.new"),
    path("bank/", bank.bank_import, name="bank.import"),
    path("bank/<uuid:pk>/", bank.bank_file, name="bank.file"),
    path("approvals/<uuid:pk>/", acting.approval_page, name="approval.page"),
    path("leads/", leads.lead_board, name="lead.board"),
    path("leads/new/", leads.lead_new, name="lead.new"),
    path("leads/<uuid:pk>/", file.lead_page, name="lead.page"),
    path("leads/<uuid:pk>/acts/<str:kind>/", acting.lead_act, name="lead.act"),
]
