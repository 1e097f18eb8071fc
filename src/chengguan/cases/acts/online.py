"""Acts of the party himself, from the page that a served document leads to. Each gives him a receipt that he can print.

They establish the very facts that the same step at the counter establishes, so that periods, duties and conditions follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import online as facts
from chengguan.cases.models import Case
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act

from .hearing import enter_request
from .issuing import issue_for_case, refs
from .notice import add_points, points_counted
from .recording import Files, add_record, counted, keep_files
from .service import confirmed_address

KINDS: Final = {
    "documentary": "书面材料（合同、票据、证明的照片或者扫描件）",
    "audiovisual": "照片、视频或者录音",
    "electronic": "聊天记录、转账记录等电子材料",
    "testimony": "别人写的证明",
}


@act("case.receive_online_hearing_request", facts=facts.hearing_request, on="case")
def receive_online_hearing_request(
    *, actor: Viewer, at: datetime, case: Case, document: str, applicant: str, phone: str, content: str
) -> Done:
    """网上要求听证 (行政处罚法 第六十四条第一项). Result: the receipt."""
    on = local_date(at)
    entered = enter_request(
        case, at, form="online", received_on=on, posted_on=None, applicant=applicant, content=content, jurisdiction=actor.jurisdiction
    )  # fmt: skip
    receipt = _receipt(
        case, at, document=document, what="要求举行听证", applicant=applicant, content=content,
        after="执法机关会审查这份申请，并书面答复是否举行听证；举行的，在听证前通知您时间和地点。听证不收费",
    )  # fmt: skip
    sets = {**entered.sets, **kept_receipt(case, receipt, "要求听证", on)}
    data = {**entered.data, "phone": phone, "document": document}
    return Done(case, sets=sets, data=data, documents=refs(entered.paper, receipt), result=receipt)


@act("case.receive_online_service_address", facts=facts.service_address, on="case")
def receive_online_service_address(
    *, actor: Viewer, at: datetime, case: Case, document: str, receiver: str, address: str, phone: str,
    electronic: bool, electronic_address: str, id_tail: str, promised: bool
) -> Done:  # fmt: skip
    """网上确认送达地址 (行政处罚法 第六十一条第二款). Result: the receipt."""
    on = local_date(at)
    values = {
        "receiver": receiver,
        "address": address,
        "phone": phone,
        "electronic": electronic,
        "electronic_address": electronic_address if electronic else "",
    }
    paper, confirmed = confirmed_address(case, at, values, online=True)
    electronically = f"；同意电子送达，接收地址：{electronic_address}" if electronic else "；不同意电子送达"
    receipt = _receipt(
        case, at, document=document, what="确认送达地址", applicant=receiver,
        content=f"收件人：{receiver}；送达地址：{address}；联系电话：{phone or '未填写'}{electronically}",
        after="以后本案的文书按这个地址送达。地址变了请及时再办一次，或者书面告诉执法机关",
    )  # fmt: skip
    sets = {**confirmed, **kept_receipt(case, receipt, "确认送达地址", on), **_counted_today(case, on)}
    return Done(
        case, sets=sets, data={**values, "document": document}, documents=refs(paper, receipt), result=receipt
    )


@act("case.receive_online_evidence", facts=facts.evidence, on="case")
def receive_online_evidence(
    *, actor: Viewer, at: datetime, case: Case, document: str, sender: str, kind: str, title: str, says: str,
    attachments: Files = ()
) -> Done:  # fmt: skip
    """网上提交证据 (行政处罚法 第四十五条第一款、第四十六条). Result: the receipt.

    It joins the list of evidence but does not stand alone until it has been examined; after the prior notice it is also a
    point of the defence, which has to be re-examined and answered.
    """
    on = local_date(at)
    pk, kept = keep_files(case, attachments, actor=actor, at=at)
    receipt = _receipt(
        case, at, document=document, what="提交证据", applicant=sender, content=f"{title}。要说明的事情：{says}",
        files=kept, after=_after_evidence(case),
    )  # fmt: skip
    add_record(
        case,
        pk=pk,
        at=at,
        act="case.receive_online_evidence",
        kind=kind,
        title=title,
        proves=says[:400],
        source=f"当事人网上提交（{sender}）",
        made_at=at,
        officers=(),
        details={
            "elements": [],
            "admissible": False,
            "files": kept,
            "original": "copy_unchecked",
            "online": True,
        },
        instrument=receipt,
    )
    sets = {
        **counted(case.known, kind, admissible=False),
        **_defended(case, on, title, says),
        **kept_receipt(case, receipt, f"提交证据：{title}", on),
        **_counted_today(case, on),
    }
    data = {"sender": sender, "kind": kind, "title": title, "says": says, "files": kept, "document": document}
    return Done(case, sets=sets, data=data, documents=refs(receipt), result=receipt)


def _after_evidence(case: Case) -> str:
    words = "执法机关会审查这份证据。需要核对原件的，会和您联系，请保管好原件"
    return f"{words}；采不采纳都会说明理由" if case.known.get("prior_notice_served_on") else words


def _defended(case: Case, on: date, title: str, says: str) -> dict[str, Any]:
    """Evidence after the prior notice belongs to the defence: it must be re-examined (行政处罚法 第四十五条第一款)."""
    if not case.known.get("prior_notice_served_on"):
        return {}
    add_points(case, on, "online", [f"提交证据“{title}”：{says}"])
    return {**points_counted(case), "defence_disputed": True}


def _receipt(
    case: Case, at: datetime, *, document: str, what: str, applicant: str, content: str, after: str,
    files: Sequence[dict[str, str]] = ()
) -> Instrument:  # fmt: skip
    act_values = {
        "document": document,
        "what": what,
        "applicant": applicant,
        "received_at": at,
        "content": content,
        "next": after,
        "files": [{"name": file["name"], "sha256": file["sha256"]} for file in files],
    }
    return issue_for_case(case, "online_receipt", at=at, act=act_values)


def kept_receipt(case: Case, receipt: Instrument, what: str, on: date) -> dict[str, Any]:
    """Which receipts the page shows again to whoever holds a document of the case."""
    before = case.known.get("online_receipts") or []
    row = {"id": str(receipt.pk), "what": what, "on": on.isoformat()}
    return {"online_receipts": [*before, row]}


def _counted_today(case: Case, on: date) -> dict[str, Any]:
    sent = dict(case.known.get("online_submissions") or {})
    return {"online_submissions": {**sent, on.isoformat(): facts.sent_on(case.known, on) + 1}}
