"""URLs of the whole site: each app brings its own."""

from __future__ import annotations

from django.urls import include, path

from . import styleguide, views

urlpatterns = [
    path("", views.home, name="home"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("search/", views.search_page, name="search"),
    path("audit/", views.audit_board, name="audit.board"),
    path("outbox/", views.outbox_board, name="outbox.board"),
    path("outbox/<int:pk>/retry/", views.outbox_retry, name="outbox.retry"),
    path("", include("chengguan.people.urls")),
    path("", include("chengguan.statutes.urls")),
    path("", include("chengguan.powers.urls")),
    path("", include("chengguan.registers.urls")),
    path("", include("chengguan.recordings.urls")),
    path("", include("chengguan.parties.urls")),
    path("", include("chengguan.documents.urls")),
    path("", include("chengguan.intake.urls")),
    path("", include("chengguan.cases.urls")),
    path("", include("chengguan.quality.urls")),
    path("", include("chengguan.amendments.urls")),
    path("", include("chengguan.dossiers.urls")),
    path("", include("chengguan.audits.urls")),
    path("", include("chengguan.disclosure.urls")),
    path("", include("chengguan.reports.urls")),
]

handler400 = "chengguan.web.views.bad_request"
handler403 = "chengguan.web.views.forbidden"
handler404 = "chengguan.web.views.not_found"
handler500 = "chengguan.web.views.server_error"
