"""Check of credit repair: an application that was agreed to has ended its publication, and no other has."""

from __future__ import annotations

from collections.abc import Iterator

from .models import CreditRepair, Publication


def verify_credit() -> Iterator[str]:
    """Lines for `manage.py verify`."""
    agreed = CreditRepair.objects.filter(stage="agreed").select_related("publication")
    for repair in agreed.iterator(500):
        if repair.publication.stage == Publication.RELEASED:
            yield f"信用修复申请 {repair.number} 已经准予，公示 {repair.publication.code} 没有停止"
    repaired = Publication.objects.filter(stage=Publication.ENDED, ending="repaired")
    for publication in repaired.exclude(repairs__stage="agreed").iterator(500):
        yield f"公示 {publication.code} 因信用修复停止，没有准予的申请"
