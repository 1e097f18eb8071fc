"""Keep the duties of a subject as they ought to be. Duties follow from acts; they are never the truth."""

from __future__ import annotations

from collections.abc import Sequence

from .models import Duty

CHANGING = ("title", "about", "url", "basis", "due_on", "provisional", "brigade_id", "squad_id")


def replace_duties(subject: str, wanted: Sequence[Duty]) -> None:
    """Make the open duties of a subject exactly `wanted`: unchanged ones stay, others come or go. Inside the caller's transaction."""
    present = {duty.identity: duty for duty in Duty.objects.filter(subject=subject)}
    keep = {duty.identity for duty in wanted}
    gone = [duty.pk for identity, duty in present.items() if identity not in keep]
    if gone:
        Duty.objects.filter(pk__in=gone).delete()
    new = [duty for duty in wanted if duty.identity not in present]
    if new:
        Duty.objects.bulk_create(new)
    for duty in wanted:
        before = present.get(duty.identity)
        if before and any(getattr(before, name) != getattr(duty, name) for name in CHANGING):
            Duty.objects.filter(pk=before.pk).update(**{name: getattr(duty, name) for name in CHANGING})
