"""报送、更正、撤回 at the receivers: what publications call when they are released, corrected, withdrawn or ended."""

from __future__ import annotations

from datetime import datetime

from chengguan.disclosure.models import Delivery, Publication


def deliver(publication: Publication, at: datetime) -> list[Delivery]:
    """Queue the publication for every active receiver of its kind, inside the caller's transaction."""
    return []


def reissue(publication: Publication, at: datetime) -> list[Delivery]:
    """Queue a correction at exactly those receivers whose row has changed."""
    return []


def recall(publication: Publication, at: datetime, reason: str) -> list[Delivery]:
    """Queue the withdrawal at every receiver that was sent the publication."""
    return []
