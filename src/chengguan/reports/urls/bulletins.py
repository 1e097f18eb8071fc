"""URLs of the monthly bulletin of enforcement quality."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from chengguan.reports.bulletins import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("bulletins/", views.board, name="bulletin.board"),
    path("bulletins/new/", views.new, name="bulletin.new"),
    path("bulletins/<uuid:pk>/", views.bulletin_page, name="bulletin.page"),
    path("bulletins/<uuid:pk>/acts/<str:kind>/", views.act, name="bulletin.act"),
    path("bulletins/<uuid:pk>/figures/<str:measure>/<str:column>/", views.figure, name="bulletin.figure"),
    path("bulletins/<uuid:pk>/<str:form>", views.download, name="bulletin.download"),
]
