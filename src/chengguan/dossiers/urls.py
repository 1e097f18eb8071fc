"""URLs of the dossiers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import dossiers, exporting

urlpatterns: list[URLPattern | URLResolver] = [
    path("dossiers/", dossiers.board, name="dossier.board"),
    path("dossiers/waiting/", dossiers.waiting, name="dossier.waiting"),
    path("dossiers/<uuid:pk>/", dossiers.dossier_page, name="dossier.page"),
    path("dossiers/<uuid:pk>/progress/", dossiers.progress, name="dossier.progress"),
    path("dossiers/<uuid:pk>/acts/<str:kind>/", dossiers.act, name="dossier.act"),
    path("dossiers/<uuid:pk>/view/", dossiers.view, name="dossier.view"),
    path("dossiers/<uuid:pk>/file.pdf", dossiers.pdf, name="dossier.pdf"),
    path("cases/<uuid:pk>/dossier/", dossiers.case_dossier, name="case.dossier"),
    path("cases/<uuid:pk>/dossier/prepare/", dossiers.prepare, name="dossier.prepare"),
    # export: the folder that verifies itself
    path("dossiers/<uuid:pk>/export/", exporting.export, name="dossier.export"),
    path("dossiers/exports/<uuid:pk>/", exporting.export_page, name="dossier.export_page"),
    path("dossiers/exports/<uuid:pk>/file/", exporting.export_file, name="dossier.export_file"),
]
