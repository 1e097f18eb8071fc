"""Work of the outbox on cases: what a period that has ended brings about while nobody is before the screen."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from chengguan.base.dates import local_date

from .facts.fast_track import failing
from .models import Case
from .procedure.watching import leave, platform


def look_after_fast_track(payload: dict[str, Any]) -> None:
    """简案快办期限 is over: `{"case": id}`. A case that is still undecided returns to the full procedure; others are left alone."""
    case = Case.objects.select_related("bureau").filter(pk=uuid.UUID(payload["case"])).first()
    if case is None:
        return
    at, actor = timezone.now(), platform(case)
    found = failing(case, local_date(at), actor.jurisdiction)
    if found:
        leave(case, found, actor, at, "")
