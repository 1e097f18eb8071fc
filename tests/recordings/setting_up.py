"""Run as a program: an installation of its own with one bureau, one camera in use and one station. Prints the token and a session."""

from __future__ import annotations

import json
import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengguan.web.settings")
django.setup()


def main() -> None:
    """Set up, and print what the clients need."""
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone
    from tests.conftest import SHEET
    from tests.recordings.collected import actor, camera_of

    from chengguan.recordings.acts import stations
    from chengguan.web.demonstration.cast import build

    call_command("migrate", verbosity=0)
    cast = build(SHEET)
    camera_of(cast)
    at, token = timezone.now(), stations.new_token()
    stations.register(
        actor=actor(cast.officers["system_admin"], at), at=at, name="采集站", place="",
        expires_on=(at + timedelta(days=30)).date(), token_sha256=stations.token_digest(token),
    )  # fmt: skip
    client = Client()
    client.force_login(cast.pair()[0].user)
    client.get("/uploads/")
    print(json.dumps({"token": token, "cookies": {name: one.value for name, one in client.cookies.items()}}))


if __name__ == "__main__":
    main()
