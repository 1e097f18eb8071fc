"""Facts of 非现场执法: monitoring records (行政处罚法 第四十一条) and what the party sends in by himself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case, MonitoringRecord
from chengguan.ledger.acting import Sheet
from chengguan.registers.models import MonitoringDevice

from .base import case_sheet, derives
from .known import Known, day

QUALITIES: Final = ("true", "clear", "complete", "accurate")


def submission(
    *, actor: Viewer, at: datetime, case: Case, device: str, taken_at: datetime, shows: str,
    examiner: str, opinion: str, meets_standard: bool, attachments: Sequence[object] = ()
) -> Sheet:  # fmt: skip
    """提交监控记录: the device was in force at that moment and serves this matter."""
    row = MonitoringDevice.objects.filter(pk=device, bureau_id=case.bureau_id).first()
    inputs = {
        "monitoring_device_in_force": row is not None and not row.gaps_on(local_date(taken_at)),
        "monitoring_matter_covered": row is not None and case.matter.code in row.matters,
        "monitoring_record_attached": bool(attachments),
        "monitoring_record_dated": taken_at <= at,
        "monitoring_record_described": bool(shows.strip()),
        "monitoring_technology_reviewed": meets_standard and bool(examiner.strip() and opinion.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def audit(
    *, actor: Viewer, at: datetime, case: Case, record: str, admitted: bool, qualities: Sequence[str],
    opinion: str
) -> Sheet:  # fmt: skip
    """审核监控记录: true, clear, complete, accurate; or it is not used."""
    row = MonitoringRecord.objects.filter(pk=record, case=case).first()
    inputs = {
        "monitoring_record_pending": row is not None and row.state == MonitoringRecord.PENDING,
        "monitoring_admission_sound": not admitted or set(QUALITIES) <= set(qualities),
        "monitoring_audit_explained": bool(opinion.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def notification(
    *, actor: Viewer, at: datetime, case: Case, way: str, told_at: datetime, content: str, query: str
) -> Sheet:
    """告知当事人监控记录的违法事实 (行政处罚法 第四十一条第三款)."""
    inputs = {
        "monitoring_notice_described": bool(way and content.strip()),
        "monitoring_query_offered": bool(query.strip()),
        "monitoring_notice_dated": told_at <= at,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def online_statement(
    *, actor: Viewer, at: datetime, case: Case, speaker: str, phone: str, points: Sequence[str],
    attachments: Sequence[object] = ()
) -> Sheet:  # fmt: skip
    """当事人网上陈述、申辩."""
    inputs = {
        "statement_speaker_named": bool(speaker.strip()),
        "defence_points_recorded": len(points),
        "statements_today": _sent_today(case.known, local_date(at)),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def _sent_today(known: Known, on: date) -> int:
    sent: Mapping[str, Any] = known.get("online_statements") or {}
    return int(sent.get(on.isoformat(), 0))


@derives
def monitoring_told(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Whether the party was told of every monitoring record that is used as evidence."""
    admitted, told = day(known, "monitoring_admitted_on"), day(known, "monitoring_notified_on")
    return {"monitoring_untold": admitted is not None and (told is None or told < admitted)}
