"""URLs of audits."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("file-audits/", views.board, name="file_audit.board"),
    path("file-audits/new/", views.new, name="file_audit.new"),
    path("file-audits/<uuid:pk>/", views.audit_page, name="file_audit.page"),
    path("file-audits/<uuid:pk>/run/", views.run, name="file_audit.run"),
    path("file-audits/<uuid:pk>/state/", views.state, name="file_audit.state"),
    path("file-audits/<uuid:pk>/files/<str:form>/", views.file, name="file_audit.file"),
]
