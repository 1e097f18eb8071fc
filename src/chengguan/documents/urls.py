"""URLs of documents."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("documents/", views.document_board, name="document.board"),
    path("documents/<uuid:pk>.pdf", views.instrument_file, {"form": "pdf"}, name="document.pdf"),
    path("documents/<uuid:pk>.docx", views.instrument_file, {"form": "docx"}, name="document.docx"),
    path("attachments/<uuid:pk>/", views.attachment_file, name="attachment.file"),
    path("v/<str:code>", views.verification, name="document.verify"),
]
