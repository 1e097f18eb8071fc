"""The floor: a bare Django view with one query and one small template, served exactly as the product is served."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor_settings"

from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

application = get_wsgi_application()


class Bureau(models.Model):
    """A row of a table that the benchmark has filled anyway."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    region = models.CharField(max_length=80)

    class Meta:
        app_label = "floor"
        managed = False
        db_table = "people_bureau"


def floor(request: HttpRequest) -> HttpResponse:
    """One query, one template."""
    return render(request, "floor.html", {"bureau": Bureau.objects.get(pk=int(request.GET["pk"]))})


urlpatterns = [path("", floor)]
