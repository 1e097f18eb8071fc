"""导出列表留痕 (GB/T 22239-2019 三级; 个人信息保护法 第五十一条): lists taken out of the archive are on the record as everywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import REGISTRY, Done


def record_export(*, actor: Viewer, at: datetime, what: str, filters: dict[str, Any]) -> Done:
    """The act `data.export`, found by its kind: it lives above, where most lists are."""
    return REGISTRY["data.export"](actor=actor, at=at, what=what, filters=filters)
