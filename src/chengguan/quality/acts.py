"""Acts of supervision: recording and handling interference, opening and deciding inquiries into faults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Done, act

from . import facts
from .models import FaultInquiry, Interference
from .selectors.accountability import participants

FINDINGS: Final = {
    "substantiated": "查证属实，构成违规干预",
    "unfounded": "未违反规定或者查无实据",
    "referred": "移交纪检监察机关处理",
}
DEGREES: Final = {"none": "不存在执法过错", "minor": "一般过错", "serious": "严重过错"}
MEASURES: Final = {
    "criticism": "批评教育",
    "examination": "书面检查",
    "notice": "通报批评",
    "training": "离岗培训",
    "transfer": "调离执法岗位",
    "disqualify": "建议取消行政执法资格",
    "refer": "移送有权机关处分",
}


@act("interference.record", facts=facts.interference)
def record_interference(
    *, actor: Viewer, at: datetime, case: Case | None, interferer: int | None, name: str, post: str,
    way: str, happened_at: datetime, request: str, response: str, material: str
) -> Done:  # fmt: skip
    """记录干预执法活动: who asked for what, when and how, and what the officer answered. Nobody can change or take it back."""
    year = local_date(at).year
    note = Interference.objects.create(
        id=uuid7(at),
        bureau_id=actor.bureau_id,
        number=f"干预〔{year}〕第{next_number(actor.bureau_code, 'interference', year)}号",
        case=case,
        recorder_id=actor.officer_id,
        interferer_id=interferer,
        interferer_name=name,
        interferer_post=post,
        way=way,
        happened_at=happened_at,
        recorded_at=at,
    )
    data = {
        "case": case.number if case else "",
        "name": name,
        "post": post,
        "way": note.get_way_display(),
        "happened_at": happened_at,
        "request": request,
        "response": response,
        "material": material,
    }
    return Done(note, sets={"interference_recorded_on": local_date(at)}, data=data, result=note)


@act("interference.handle", facts=facts.handling, on="interference")
def handle_interference(
    *, actor: Viewer, at: datetime, interference: Interference, finding: str, measure: str, explanation: str
) -> Done:
    """处置干预记录, by someone whom it does not concern."""
    data = {"finding": FINDINGS[finding], "measure": measure, "explanation": explanation}
    sets = {"interference_handled_on": local_date(at), "interference_finding": finding}
    return Done(interference, sets=sets, data=data, result=interference)


@act("fault.open", facts=facts.fault_opened)
def open_fault(*, actor: Viewer, at: datetime, case: Case, cause: str, description: str) -> Done:
    """启动执法过错责任调查. Everyone who did or approved a step of the case is taken from the record at that moment."""
    year = local_date(at).year
    inquiry = FaultInquiry.objects.create(
        id=uuid7(at),
        bureau_id=case.bureau_id,
        number=f"责任调查〔{year}〕第{next_number(actor.bureau_code, 'fault', year)}号",
        case=case,
        cause=cause,
        opened_at=at,
        opened_by_id=actor.officer_id,
    )
    sets = {"fault_opened_on": local_date(at), "participants": participants(case)}
    data = {"case": case.number, "cause": inquiry.get_cause_display(), "description": description}
    return Done(inquiry, sets=sets, data=data, result=inquiry)


@act("fault.decide", facts=facts.fault_decided, on="inquiry")
def decide_fault(
    *, actor: Viewer, at: datetime, inquiry: FaultInquiry, responsible: Sequence[int], steps: Sequence[str],
    degree: str, measures: Sequence[str], findings: str, heard: str
) -> Done:  # fmt: skip
    """认定执法过错责任 (行政执法监督条例 第三十二条): steps at fault, who answers for them, which measures follow."""
    inquiry.decided_at = at
    data = {
        "responsible": list(responsible),
        "steps": list(steps),
        "degree": DEGREES[degree],
        "measures": [MEASURES[name] for name in measures],
        "findings": findings,
        "heard": heard,
    }
    sets = {
        "fault_decided_on": local_date(at),
        "fault_degree": degree,
        "fault_responsible": list(responsible),
    }
    return Done(inquiry, sets=sets, data=data, result=inquiry)
