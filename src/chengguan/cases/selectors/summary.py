"""What the page of the summary procedure looks up: parties that the bureau knows already."""

from __future__ import annotations

import uuid
from typing import Final

from django.db.models import Q, QuerySet

from chengguan.base.viewer import Viewer
from chengguan.parties.identity import normalised
from chengguan.parties.models import Party

FOUND: Final = 8


def parties_found(viewer: Viewer, text: str, chosen: str) -> QuerySet[Party] | None:
    """Parties whose name holds the text or whose number is the text, and the one already chosen; None when nothing is asked."""
    wanted = Q()
    if text.strip():
        number = normalised(text)
        wanted |= Q(name__icontains=text.strip()) | Q(id_number=number) | Q(credit_code=number)
    if _is_uuid(chosen):
        wanted |= Q(pk=chosen)
    if not wanted:
        return None
    keys = Party.objects.visible_to(viewer).filter(wanted).order_by("name", "pk").values_list("pk", flat=True)[:FOUND]
    return Party.objects.filter(pk__in=list(keys)).order_by("name", "pk")


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
