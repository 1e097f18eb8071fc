"""WSGI entry point."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengguan.web.settings")
application = get_wsgi_application()

# Before the first request, and before views and forms are imported: their objects fill the room that parsing leaves.
norms = import_module("chengguan.ledger.norms")
norms.read_files()
