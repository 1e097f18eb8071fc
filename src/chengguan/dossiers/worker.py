"""Work of the outbox on dossiers: binding, step by step."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from chengguan.ledger import outbox

from .acts.keeping import BIND
from .binding import step
from .models import Dossier


def bind_posted(payload: dict[str, Any]) -> None:
    """Topic dossiers.bind, `{"dossier": id, "contents": sha256}`: one step; the next is posted where there is more to do."""
    if step(payload["dossier"], payload["contents"]):
        bureau = Dossier.objects.values_list("bureau__code", flat=True).get(pk=payload["dossier"])
        outbox.post(BIND, payload, at=timezone.now(), bureau_code=bureau)
