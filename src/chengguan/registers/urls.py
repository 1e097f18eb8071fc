"""URLs of the registers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("devices/", views.board, name="device.board"),
    path("devices/new/", views.new, name="device.new"),
    path("devices/<uuid:pk>/", views.device_page, name="device.page"),
    path("devices/<uuid:pk>/acts/<str:kind>/", views.act, name="device.act"),
]
