"""Settings of the floor: Django with a database and templates, and nothing else (no session, no middleware)."""

from __future__ import annotations

from chengguan.web.settings import ALLOWED_HOSTS, DATABASES, SECRET_KEY, TIME_ZONE, USE_TZ

__all__ = ["ALLOWED_HOSTS", "DATABASES", "SECRET_KEY", "TIME_ZONE", "USE_TZ"]
DEBUG = False
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.floor"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.locmem.Loader",
                    {
                        "floor.html": "<!doctype html><title>{{ bureau.name }}</title>"
                        "<h1>{{ bureau.name }}</h1><p>{{ bureau.code }} {{ bureau.region }}</p>"
                    },
                )
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
