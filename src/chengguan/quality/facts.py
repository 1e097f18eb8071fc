"""Facts of recording interference and of inquiries into faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Sheet

from .models import FaultInquiry, Interference


def _sheet(actor: Viewer, at: datetime, known: Mapping[str, Any], **values: Any) -> Sheet:
    return Sheet(
        local_date(at), actor.jurisdiction, {**known, "actor_officer": actor.officer_id or None, **values}
    )


def interference(
    *, actor: Viewer, at: datetime, case: Case | None, interferer: int | None, name: str, post: str,
    way: str, happened_at: datetime, request: str, response: str, material: str
) -> Sheet:  # fmt: skip
    """记录干预."""
    return _sheet(
        actor,
        at,
        {},
        interferer_named=bool(name.strip() and post.strip()),
        interference_described=bool(request.strip() and way),
        interference_dated=happened_at <= at,
        interferer_is_actor=interferer is not None and interferer == actor.officer_id,
    )


def handling(
    *, actor: Viewer, at: datetime, interference: Interference, finding: str, measure: str, explanation: str
) -> Sheet:
    """处置干预记录."""
    return _sheet(
        actor,
        at,
        interference.known,
        interference_finding=finding or None,
        interference_measure_stated=bool(measure.strip() or finding == "unfounded"),
        interference_explained=bool(explanation.strip()),
        interferer_is_actor=interference.interferer_id is not None
        and interference.interferer_id == actor.officer_id,
    )


def fault_opened(*, actor: Viewer, at: datetime, case: Case, cause: str, description: str) -> Sheet:
    """启动过错责任调查."""
    return _sheet(
        actor,
        at,
        {},
        fault_cause_stated=bool(cause),
        fault_described=bool(description.strip()),
        fault_already_open=FaultInquiry.objects.filter(case=case, stage="opened").exists(),
    )


def fault_decided(
    *, actor: Viewer, at: datetime, inquiry: FaultInquiry, responsible: Sequence[int], steps: Sequence[str],
    degree: str, measures: Sequence[str], findings: str, heard: str
) -> Sheet:  # fmt: skip
    """认定过错责任: the persons named must stand on the record of the steps named."""
    took_part = set(inquiry.known.get("participants", []))
    return _sheet(
        actor,
        at,
        inquiry.known,
        fault_findings_stated=bool(findings.strip()),
        fault_steps_named=bool(steps) or degree == "none",
        fault_persons_on_record=set(responsible) <= took_part and (bool(responsible) or degree == "none"),
        fault_measure_chosen=bool(measures) or degree == "none",
        fault_heard=bool(heard.strip()) or degree == "none",
        fault_judge_took_part=actor.officer_id in took_part,
    )
