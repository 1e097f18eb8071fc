"""URLs of supervision."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import record, supervision

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<uuid:pk>/accountability/", record.accountability, name="case.accountability"),
    path("cases/<uuid:pk>/proof/", record.proof, name="case.proof"),
    path("cases/<uuid:pk>/proof.json", record.proof_file, name="case.proof_file"),
    path("proof/checker.pyz", record.checker_file, name="proof.checker"),
    path("cases/<uuid:pk>/fault/", supervision.open_fault, name="quality.open_fault"),
    path("interferences/", supervision.interferences, name="quality.interferences"),
    path("interferences/new/", supervision.new_interference, name="quality.new_interference"),
    path("interferences/<uuid:pk>/", supervision.interference, name="quality.interference"),
    path("faults/", supervision.faults, name="quality.faults"),
    path("faults/<uuid:pk>/", supervision.fault, name="quality.fault"),
]
