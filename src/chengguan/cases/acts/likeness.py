"""The read model of decided cases (同案同罚): kept up by a reaction to every act that decides or undoes, rebuilt on demand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.discretion import tiers_for
from chengguan.cases.facts.known import money
from chengguan.cases.facts.likeness import features, share_of
from chengguan.cases.models import Case, LikeCase
from chengguan.ledger.acting import Done

# What an act sets when it decides a case, undoes its decision, or has it changed on review.
DECIDING: Final = frozenset({"decision_kind", "decision_annulled", "relief_outcome"})
COMPARED: Final = ("penalty", "exempted")
CHUNK: Final = 500


def keep_likeness(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to every act on a case: after a decision its facts and outcome enter the comparison of like cases."""
    if isinstance(done.subject, Case) and DECIDING & done.sets.keys():
        remember(done.subject)


def remember(case: Case) -> None:
    """Write the row of one case, or take it away where the case ended without a penalty or exemption."""
    if case.decided_on is None or case.outcome not in COMPARED:
        LikeCase.objects.filter(pk=case.pk).delete()
        return
    values = row_of(case)
    LikeCase.objects.bulk_create(
        [LikeCase(case=case, **values)],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=[*values],
    )


def row_of(case: Case) -> dict[str, Any]:
    """The columns of a decided case."""
    known = case.known
    assert case.decided_on is not None
    circumstances = known.get("decided_circumstances", known.get("proposed_circumstances")) or []
    fine = money(known, "fine") if case.outcome == "penalty" else Decimal(0)
    return {
        **features(case, tier=_tier(case), circumstances=circumstances, on=case.decided_on),
        "leniency": str(known.get("leniency") or known.get("proposed_leniency") or "none"),
        "decided_on": case.decided_on,
        "outcome": "annulled" if known.get("decision_annulled") else case.outcome,
        "fine": fine,
        "share": share_of(case.matter, bool(known.get("party_is_organisation")), fine),
    }


def rebuild_likeness() -> Iterator[int]:
    """Build the whole read model anew from the cases, in one transaction; yields how many rows stand after each chunk."""
    with transaction.atomic():
        LikeCase.objects.all().delete()
        decided = Case.objects.filter(outcome__in=COMPARED, decided_on__isnull=False)
        rows, done = [], 0
        for case in decided.select_related("matter", "squad").order_by("pk").iterator(chunk_size=CHUNK):
            rows.append(LikeCase(case=case, **row_of(case)))
            if len(rows) == CHUNK:
                LikeCase.objects.bulk_create(rows)
                done += len(rows)
                rows = []
                yield done
        LikeCase.objects.bulk_create(rows)
        yield done + len(rows)


def _tier(case: Case) -> str:
    """The order of the tier that was applied; of a case decided without naming one, the tier that its report proposed."""
    known = case.known
    if "decided_tier" in known:
        return str(known["decided_tier"] or "")
    proposed = known.get("proposed_tier")
    if not proposed:
        return ""
    rows = tiers_for(case.matter, bool(known.get("party_is_organisation")))
    return next((str(row.order) for row in rows if row.name == proposed), "")
