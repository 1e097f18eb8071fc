"""URLs of the public portal. Addresses are stable: what was once linked stays where it is."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from chengguan.disclosure.portal import views
from chengguan.disclosure.portal.views import lists, machine, results

urlpatterns: list[URLPattern | URLResolver] = [
    path("robots.txt", machine.robots, name="portal.robots"),
    path("gs/", views.home, name="portal.home"),
    path("gs/size/", views.size, name="portal.size"),
    path("gs/sitemap.xml", machine.sitemap_index, name="portal.sitemap_index"),
    path("gs/<str:code>/", views.bureau_home, name="portal.bureau"),
    path("gs/<str:code>/about/", views.about, name="portal.about"),
    path("gs/<str:code>/subjects/", lists.subjects, name="portal.subjects"),
    path("gs/<str:code>/officers/", lists.officers, name="portal.officers"),
    path("gs/<str:code>/powers/", lists.powers, name="portal.powers"),
    path("gs/<str:code>/bases/", lists.bases, name="portal.bases"),
    path("gs/<str:code>/bases/<str:law>/", lists.basis, name="portal.basis"),
    path("gs/<str:code>/procedures/", lists.procedures, name="portal.procedures"),
    path("gs/<str:code>/procedures/<str:flow>/", lists.procedure, name="portal.procedure"),
    path("gs/<str:code>/benchmarks/", lists.benchmarks, name="portal.benchmarks"),
    path("gs/<str:code>/leniency/", lists.leniency, name="portal.leniency"),
    path("gs/<str:code>/inspections/", lists.inspections, name="portal.inspections"),
    path("gs/<str:code>/devices/", lists.devices, name="portal.devices"),
    path("gs/<str:code>/r/", results.results, name="portal.results"),
    path("gs/<str:code>/r/<str:number>/", results.result, name="portal.result"),
    path("gs/<str:code>/r/<str:number>/document/", results.document, name="portal.document"),
    path("gs/<str:code>/notices/", results.notices, name="portal.notices"),
    path("gs/<str:code>/data/", machine.data, name="portal.data"),
    path("gs/<str:code>/data/<str:name>.schema.json", machine.schema, name="portal.schema"),
    path("gs/<str:code>/data/<str:name>.<str:form>", machine.download, name="portal.download"),
    path("gs/<str:code>/feed.json", machine.feed, name="portal.feed"),
    path("gs/<str:code>/sitemap.xml", machine.sitemap, name="portal.sitemap"),
]
