"""URLs of people."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.Login.as_view(), name="login"),
    path("login/code/", views.login_code, name="login.code"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password_change, name="password_change"),
    path("account/second-factor/", views.second_factor_page, name="second_factor"),
    path("people/", views.people_board, name="people.board"),
    path("people/officers/<int:pk>/", views.officer_page, name="people.officer"),
    path("people/edit/<str:kind>/", views.edit_act, name="people.edit"),
    path("people/edit/<str:kind>/<int:pk>/", views.edit_act, name="people.edit_officer"),
    path("people/grant/<str:kind>/<int:pk>/", views.grant_act, name="people.grant"),
]
