"""Find the subject of an act through the gate."""

from __future__ import annotations

import uuid

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.intake.models import Lead


def visible_subject(viewer: Viewer, kind: str, pk: uuid.UUID) -> Case | Lead | None:
    """The case or lead that the viewer may know of, or None."""
    if kind == "case":
        cases = Case.objects.visible_to(viewer).select_related("bureau", "party", "matter", "lead", "squad")
        return next(iter(cases.filter(pk=pk)), None)
    leads = Lead.objects.visible_to(viewer).select_related("bureau", "party", "matter", "squad")
    return next(iter(leads.filter(pk=pk)), None)
