"""播放凭证: a play that is on the record opens the media of one recording to one person for four hours."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Final

from django.core import signing

from chengguan.base.viewer import Viewer

from .models import Recording

SECONDS: Final = 4 * 3600
_SALT: Final = "chengguan.recordings.ticket"


def issue(viewer: Viewer, recording: Recording, at: datetime) -> str:
    """A ticket for the viewer and the recording, good for four hours from `at`. Given out only after the viewing was recorded."""
    return signing.Signer(salt=_SALT).sign_object(
        {"user": viewer.user_id, "recording": recording.pk.hex, "at": int(at.timestamp())}
    )


def check(viewer: Viewer, recording: Recording, ticket: str) -> bool:
    """Whether the ticket is genuine, this viewer's, for this recording, and still good."""
    try:
        value = signing.Signer(salt=_SALT).unsign_object(ticket)
    except signing.BadSignature:
        return False
    age = time.time() - int(value["at"])
    mine = value["user"] == viewer.user_id and value["recording"] == recording.pk.hex
    return mine and -60 <= age <= SECONDS
