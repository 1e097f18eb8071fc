"""What the page of the summary procedure looks up: parties that the bureau knows already."""

from __future__ import annotations

import uuid
from typing import Final

from django.db.models import Q, QuerySet

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.parties.identity import normalised
from chengguan.parties.models import Party
from chengguan.people.selectors import colleagues
from chengguan.powers.models import Matter

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
    keys = (
        Party.objects.visible_to(viewer)
        .filter(wanted)
        .order_by("name", "pk")
        .values_list("pk", flat=True)[:FOUND]
    )
    return Party.objects.filter(pk__in=list(keys)).order_by("name", "pk")


def usual_partner(viewer: Viewer) -> int | None:
    """The officer with whom the viewer worked last, else a handler of the same unit. One or two queries."""
    partners = colleagues(viewer).filter(auxiliary=False).exclude(pk=viewer.officer_id)
    last = Case.objects.filter(lead_officer_id=viewer.officer_id, assisting_officer__in=partners).order_by(
        "-id"
    )
    found = last.values_list("assisting_officer_id", flat=True).first()
    if found is not None:
        return int(found)
    nearest = partners.filter(unit=viewer.unit_id, posts__role="handler").order_by("pk").first()
    return nearest.pk if nearest else None


def suggested_facts(viewer: Viewer, matter: str, place: str) -> str:
    """A sentence of fact for a matter, to be amended by the officers; empty when no matter is chosen."""
    found = (
        Matter.objects.filter(bureau_id=viewer.bureau_id, pk=int(matter)).first()
        if matter.isdigit()
        else None
    )
    if found is None:
        return ""
    elements = f"，{'、'.join(found.elements)}" if found.elements else ""
    return f"当事人在{place.strip() or '（地点）'}{found.title}{elements}"


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
