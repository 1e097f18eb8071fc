"""查阅凭据: what lets the person whose viewing is on the record open the file for a while, and nobody else."""

from __future__ import annotations

from typing import Final

from django.core import signing

from chengguan.base.viewer import Viewer

from .models import Dossier

SALT: Final = "chengguan.dossiers.view"
SECONDS: Final = 30 * 60


def issue(viewer: Viewer, dossier: Dossier) -> str:
    """A ticket for the file as it is now."""
    return signing.dumps(_claim(viewer, dossier), salt=SALT)


def valid(viewer: Viewer, dossier: Dossier, ticket: str) -> bool:
    """Whether the ticket is this viewer's, for this file, and not older than half an hour."""
    try:
        claimed = signing.loads(ticket, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return False
    return bool(claimed == _claim(viewer, dossier))


def _claim(viewer: Viewer, dossier: Dossier) -> list[object]:
    return [viewer.user_id, str(dossier.pk), dossier.pdf_id]
