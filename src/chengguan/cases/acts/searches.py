"""Saved searches (a convenience, not a legal act) and the record of exports (which is one)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Export, SavedSearch
from chengguan.ledger.acting import Done, Sheet, act


def save_search(*, viewer: Viewer, name: str, query: str) -> None:
    """Keep a filter under a name; the same name is overwritten. An empty name saves nothing."""
    if name and viewer.officer_id:
        SavedSearch.objects.update_or_create(
            officer_id=viewer.officer_id, name=name, defaults={"query": query}
        )


def drop_search(*, viewer: Viewer, pk: int) -> None:
    """Forget one of the viewer's own filters."""
    SavedSearch.objects.filter(pk=pk, officer_id=viewer.officer_id).delete()


def _exporting(*, actor: Viewer, at: datetime, what: str, filters: dict[str, Any]) -> Sheet:
    return Sheet(local_date(at), actor.jurisdiction, {"export_named": bool(what)})


@act("data.export", facts=_exporting)
def record_export(*, actor: Viewer, at: datetime, what: str, filters: dict[str, Any]) -> Done:
    """数据导出留痕 (GB/T 22239-2019 三级; 个人信息保护法 第五十一条): what was taken out, by whom, with which filter."""
    export = Export.objects.create(bureau_id=actor.bureau_id, what=what)
    return Done(export, data={"what": what, "filters": filters})
