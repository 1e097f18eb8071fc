"""URLs of amendments."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("amendments/", views.board, name="amendment.board"),
    path("amendments/load/", views.load, name="amendment.load"),
    path("amendments/<uuid:pk>/", views.amendment_page, name="amendment.page"),
    path("amendments/<uuid:pk>/progress/", views.progress, name="amendment.progress"),
    path("amendments/<uuid:pk>/cases/<uuid:case>/", views.case_difference, name="amendment.case"),
    path("amendments/<uuid:pk>/rehearse/", views.rehearse, name="amendment.rehearse"),
    path("amendments/<uuid:pk>/adopt/", views.adopt, name="amendment.adopt"),
    path("amendments/<uuid:pk>/revert/", views.revert, name="amendment.revert"),
    path("amendments/<uuid:pk>/export.xlsx", views.export, name="amendment.export"),
]
