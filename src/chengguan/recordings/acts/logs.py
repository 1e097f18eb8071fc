"""导出调阅登记: taking the register of viewings out of the system is itself on the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, Sheet, act
from chengguan.recordings.models import LogExport


def _exporting(*, actor: Viewer, at: datetime, filters: dict[str, Any], rows: int) -> Sheet:
    return Sheet(local_date(at), actor.jurisdiction, {"log_filter_named": rows >= 0})


@act("custody.export_log", facts=_exporting)
def export_log(*, actor: Viewer, at: datetime, filters: dict[str, Any], rows: int) -> Done:
    """导出调阅登记: who, with which filter, how many rows."""
    plain = {name: str(value) for name, value in filters.items()}
    export = LogExport.objects.create(id=uuid7(at), bureau_id=actor.bureau_id, filters=plain, rows=rows)
    return Done(export, data={"filters": plain, "rows": rows}, result=export)
