"""URLs of 双公示报送 and of its receivers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from chengguan.disclosure.views import exchange as views

urlpatterns: list[URLPattern | URLResolver] = [
    path("dual/", views.board, name="dual.board"),
    path("dual/compliance/", views.compliance_page, name="dual.compliance"),
    path("dual/sources/", views.coverage, name="dual.coverage"),
    path("dual/<uuid:pk>/", views.delivery_page, name="dual.page"),
    path("dual/<uuid:pk>/resend/", views.resend, name="dual.resend"),
    path("dual/files/<uuid:pk>/", views.shipment_page, name="dual.shipment"),
    path("dual/files/<uuid:pk>/file/", views.fetch, name="dual.fetch"),
    path("dual/files/<uuid:pk>/receipt/", views.receipt, name="dual.receipt"),
    path("channels/", views.channel_board, name="channel.board"),
    path("channels/new/", views.channel_new, name="channel.new"),
    path("channels/<uuid:pk>/", views.channel_page, name="channel.page"),
    path("channels/<uuid:pk>/acts/<str:kind>/", views.channel_act, name="channel.act"),
    path("channels/<uuid:pk>/sending/<str:kind>/", views.sending_act, name="channel.send"),
    path("channels/<uuid:pk>/export/", views.export, name="channel.export"),
]
