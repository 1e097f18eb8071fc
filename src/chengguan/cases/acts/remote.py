"""Acts of 非现场执法: monitoring records become evidence, the party is told at once, and answers from where he is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import remote as facts
from chengguan.cases.facts.remote import QUALITIES
from chengguan.cases.models import Case, MonitoringRecord
from chengguan.ledger.acting import Done, act

from .issuing import issue_for_case, refs
from .notice import add_points, points_counted
from .online import kept_receipt
from .recording import Files, add_record, counted, keep_files
from .words import grouped

QUALITY_TITLES: Final = dict(zip(QUALITIES, ("真实", "清晰", "完整", "准确"), strict=True))
WAYS: Final = {"sms": "短信", "phone": "电话", "online": "网上办事页面", "paper": "书面通知"}


@act("case.submit_monitoring_record", facts=facts.submission, on="case")
def submit_monitoring_record(
    *, actor: Viewer, at: datetime, case: Case, device: str, taken_at: datetime, shows: str,
    examiner: str, opinion: str, meets_standard: bool, attachments: Files = ()
) -> Done:  # fmt: skip
    """提交电子技术监控记录 (行政处罚法 第四十一条第二款), technically audited, for the legal audit. Result: the record."""
    pk, kept = keep_files(case, attachments, actor=actor, at=at)
    row = MonitoringRecord.objects.create(
        id=pk,
        case=case,
        device_id=device,
        taken_at=taken_at,
        shows=shows,
        files=kept,
        technical_examiner=examiner,
        technical_opinion=opinion,
    )
    data = {
        "device": str(row.device),
        "taken_at": taken_at,
        "shows": shows,
        "examiner": examiner,
        "opinion": opinion,
        "files": kept,
        "record": pk,
    }
    return Done(case, sets={"monitoring_pending": _pending(case)}, data=data, result=row)


def _pending(case: Case) -> int:
    return case.monitoring_records.filter(state=MonitoringRecord.PENDING).count()


@act("case.audit_monitoring_record", facts=facts.audit, on="case")
def audit_monitoring_record(
    *, actor: Viewer, at: datetime, case: Case, record: str, admitted: bool, qualities: Sequence[str], opinion: str
) -> Done:  # fmt: skip
    """审核电子技术监控记录: admitted it is evidence; otherwise it stays a lead."""
    row = case.monitoring_records.select_related("device").get(pk=record)
    row.state = MonitoringRecord.ADMITTED if admitted else MonitoringRecord.REJECTED
    content = {
        "device": f"{row.device.number} {row.device.name}",
        "place": row.device.place,
        "basis": f"《{row.device.basis_law}》第{row.device.basis_article}条",
        "published": row.device.published_at,
        "taken_at": row.taken_at,
        "shows": row.shows,
        "technical": f"{row.technical_examiner}：{row.technical_opinion}",
        "qualities": "、".join(QUALITY_TITLES[name] for name in QUALITIES if name in qualities),
        "opinion": opinion,
        "admitted": admitted,
        "files": [f"{file['name']}（SHA-256 {grouped(file['sha256'])}）" for file in row.files],
        "auditor": actor.name,
    }
    paper = issue_for_case(case, "monitoring_audit", at=at, act=content)
    sets: dict[str, object] = {"monitoring_pending": _pending(case) - 1}
    if admitted:
        row.record = add_record(
            case,
            at=at,
            act="case.audit_monitoring_record",
            kind="audiovisual",
            title=f"电子技术监控记录（{row.device.number}）",
            made_at=row.taken_at,
            officers=(),
            proves=row.shows,
            source=f"{row.device.name}（{row.device.place}）",
            place=row.device.place,
            details={"files": row.files, "monitoring": True, "admissible": True},
            instrument=paper,
        )
        sets |= {**counted(case.known, "audiovisual"), "monitoring_admitted_on": local_date(at).isoformat()}
    row.save()
    data = {
        "record": record,
        "device": str(row.device),
        "admitted": admitted,
        "qualities": list(qualities),
        "opinion": opinion,
    }
    return Done(case, sets=sets, data=data, documents=refs(paper), result=row)


@act("case.notify_monitoring_record", facts=facts.notification, on="case")
def notify_monitoring_record(
    *, actor: Viewer, at: datetime, case: Case, way: str, told_at: datetime, content: str, query: str
) -> Done:
    """告知监控记录的违法事实 (行政处罚法 第四十一条第三款), with how to look at it and how to answer."""
    values = {"way": WAYS[way], "told_at": told_at, "content": content, "query": query}
    paper = issue_for_case(case, "monitoring_notice", at=at, act=values)
    sets = {"monitoring_notified_on": local_date(told_at)}
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.receive_online_statement", facts=facts.online_statement, on="case")
def receive_online_statement(
    *, actor: Viewer, at: datetime, case: Case, speaker: str, phone: str, points: Sequence[str], attachments: Files = ()
) -> Done:  # fmt: skip
    """网上陈述、申辩 (行政处罚法 第四十五条): the party himself, from the page that his document leads to. Result: the receipt."""
    on = local_date(at)
    _, kept = keep_files(case, attachments, actor=actor, at=at)
    add_points(case, on, "online", points)
    receipt = issue_for_case(
        case,
        "statement_receipt",
        at=at,
        act={
            "received_on": on,
            "form": "网上提交",
            "title": "当事人陈述、申辩意见",
            "content": "；".join(points),
            "pages": "",
            "received_by": "网上办事页面（系统接收）",
        },
    )
    sent = dict(case.known.get("online_statements") or {})
    sent[on.isoformat()] = int(sent.get(on.isoformat(), 0)) + 1
    # What was sent without an officer asking counts as disputed: nobody may read consent into it.
    sets = {
        **points_counted(case),
        "online_statements": sent,
        "defence_disputed": True,
        **kept_receipt(case, receipt, "陈述和申辩", on),
    }
    data = {"speaker": speaker, "phone": phone, "points": list(points), "files": kept, "at": at}
    return Done(case, sets=sets, data=data, documents=refs(receipt), result=receipt)
