"""收集证据 (行政处罚法 第四十一条、第四十六条、第五十六条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import evidence as facts
from chengguan.cases.models import Case, Pause, Record
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .issuing import issue_for_case, refs
from .pauses import begun, ended
from .recording import Files, add_record, counted, investigated_by, keep_files
from .words import printed

ORIGINALS = {
    "original": "原件（原物）",
    "copy_checked": "复制件，经核对与原件一致，并由提供人确认",
    "copy_unchecked": "复制件，尚未核对",
}
APPRAISALS = {"testing": "检测", "inspection": "检验", "appraisal": "鉴定"}


@act("case.collect_evidence", facts=facts.collection, on="case")
def collect_evidence(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], kind: str, title: str, source: str,
    obtained_at: datetime, place: str, original: str, credentials_shown: bool, proves: str,
    count: str = "1份", sha256: str = "", medium: str = "", monitoring: bool = False,
    monitoring_basis: str = "", elements: Sequence[str] = (), attachments: Files = (), provider: str = "",
    original_at: str = "", checked_by: str = ""
) -> Done:  # fmt: skip
    """调取（提取）证据 (行政处罚法 第四十六条): papers, things, recordings, data, testimony, with where they come from. Result: the record."""
    cards = officer_cards(list(officers), local_date(at))
    pk, kept = keep_files(case, attachments, actor=actor, at=at)
    # The digest of a file that is kept is computed from it; what was typed serves only where there is no file.
    sha256 = "、".join(file["sha256"] for file in kept) or sha256
    copied = {"provider": provider, "original_at": original_at, "checked_by": checked_by}
    entered = {
        "kind": dict(Record.KINDS)[kind],
        "title": title,
        "source": source,
        "obtained_at": obtained_at,
        "place": place,
        "original": ORIGINALS[original],
        "count": count,
        "sha256": sha256,
        "medium": medium,
        "proves": proves,
        "monitoring_basis": monitoring_basis,
        "sm3": "、".join(file["sm3"] for file in kept),
        **copied,
    }
    paper = issue_for_case(case, "evidence_extraction", at=at, act=printed(entered), officers=cards)
    # A record of a monitoring device becomes evidence only through its audit (case.audit_monitoring_record).
    admissible = not monitoring
    details = {
        "original": original, "count": count, "sha256": sha256, "medium": medium, "monitoring": monitoring, **copied,
        "elements": list(elements), "admissible": admissible, "files": kept,
    }  # fmt: skip
    record = add_record(
        case,
        pk=pk,
        at=at,
        act="case.collect_evidence",
        kind=kind,
        title=title,
        proves=proves,
        source=source,
        place=place,
        made_at=obtained_at,
        officers=cards,
        details=details,
        instrument=paper,
    )
    sets = {**counted(case.known, kind, admissible=admissible), **investigated_by(case.known, cards)}
    data = {**entered, "monitoring": monitoring, "officers": list(officers), "record": record.pk}
    return Done(case, sets=sets, data={**data, "files": kept}, documents=refs(paper), result=record)


@act("case.receive_statement", facts=facts.statement, on="case")
def receive_statement(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    received_on: date,
    form: str,
    title: str,
    content: str,
    pages: int | None = None,
    attachments: Files = (),
) -> Done:
    """接收当事人陈述材料 (行政处罚法 第七条、第四十六条): what the party wrote, or what was noted of its words. Result: the record."""
    cards = officer_cards([actor.officer_id], local_date(at)) if actor.officer_id else []
    entered = {"received_on": received_on, "form": form, "title": title, "content": content, "pages": pages}
    paper = issue_for_case(
        case, "statement_receipt", at=at, act={**entered, "received_by": actor.name}, officers=cards
    )
    pk, kept = keep_files(case, attachments, actor=actor, at=at)
    record = add_record(
        case,
        pk=pk,
        at=at,
        act="case.receive_statement",
        kind="party_statement",
        title=title,
        proves="当事人对案件事实的陈述",
        source=case.shown_party or "当事人",
        made_at=at,
        officers=cards,
        details={"elements": [], "content": content, "form": form, "pages": pages, "files": kept},
        instrument=paper,
    )
    return Done(
        case,
        sets=counted(case.known, "party_statement"),
        data={**entered, "files": kept},
        documents=refs(paper),
        result=record,
    )


@act("case.take_sample", facts=facts.sampling, on="case")
def take_sample(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    sampled_at: datetime,
    place: str,
    method: str,
    items: Sequence[Mapping[str, str]],
    credentials_shown: bool,
    process_recorded: bool,
    on_site: str = "",
    witness: str = "",
    proves: str = "",
    elements: Sequence[str] = (),
) -> Done:
    """抽样取证 (行政处罚法 第五十六条). Result: the record."""
    cards = officer_cards(list(officers), local_date(at))
    entered = {
        "sampled_at": sampled_at,
        "place": place,
        "method": method,
        "items": [dict(item) for item in items],
        "on_site": on_site,
        "witness": witness,
    }
    paper = issue_for_case(case, "sampling_receipt", at=at, act=entered, officers=cards)
    record = add_record(
        case,
        at=at,
        act="case.take_sample",
        kind="physical",
        title="抽样样品：" + "、".join(item["name"] for item in items),
        proves=proves,
        source=on_site or witness or "现场",
        place=place,
        made_at=sampled_at,
        officers=cards,
        details={"elements": list(elements), "items": entered["items"], "method": method},
        instrument=paper,
    )
    sets = {**counted(case.known, "physical"), **investigated_by(case.known, cards)}
    return Done(
        case, sets=sets, data={**entered, "officers": list(officers)}, documents=refs(paper), result=record
    )


@act("case.commission_appraisal", facts=facts.commission, on="case")
def commission_appraisal(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    kind: str,
    body: str,
    qualification: str,
    question: str,
    materials: str = "",
    due_on: date | None = None,
    approved_by: str = "",
) -> Done:
    """委托检测（检验、鉴定） (行政处罚法 第四十六条): the time limit may pause meanwhile (规章, unverified). Result: the commission."""
    entered = {
        "kind": APPRAISALS[kind],
        "body": body,
        "qualification": qualification,
        "question": question,
        "materials": materials,
        "due_on": due_on,
        "approved_by": approved_by,
    }
    paper = issue_for_case(case, "appraisal_commission", at=at, act=entered)
    Pause.objects.create(
        case=case, kind="appraisal", reason=f"委托{body}{APPRAISALS[kind]}", begins_on=local_date(at)
    )
    sets = {
        "appraisal_pending": True,
        "appraisal_commissioned_on": local_date(at),
        "appraisal_body": body,
        "pauses": begun(case.known, kind, local_date(at)),
    }
    return Done(case, sets=sets, data=entered, documents=refs(paper), result=paper)


@act("case.receive_appraisal", facts=facts.appraisal, on="case")
def receive_appraisal(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    number: str,
    given_on: date,
    conclusion: str,
    party_told: bool,
    proves: str = "",
    elements: Sequence[str] = (),
) -> Done:
    """接收检测（检验、鉴定）意见 (行政处罚法 第四十六条): the result is evidence and is told to the party. Result: the record."""
    body = str(case.known.get("appraisal_body") or "")
    entered = {
        "body": body,
        "number": number,
        "given_on": given_on,
        "conclusion": conclusion,
        "party_told": party_told,
    }
    paper = issue_for_case(case, "appraisal_notice", at=at, act=entered)
    record = add_record(
        case,
        at=at,
        act="case.receive_appraisal",
        kind="appraisal",
        title=f"{body}出具的意见（{number}）",
        proves=proves or conclusion[:200],
        source=body,
        made_at=at,
        officers=officer_cards([actor.officer_id], local_date(at)) if actor.officer_id else [],
        details={"elements": list(elements), "conclusion": conclusion},
        instrument=paper,
    )
    Pause.objects.filter(case=case, kind="appraisal", ends_on=None).update(ends_on=local_date(at))
    sets = {
        **counted(case.known, "appraisal"),
        "appraisal_pending": False,
        "appraisal_received_on": local_date(at),
        "pauses": ended(case.known, tuple(APPRAISALS), local_date(at)),
    }
    return Done(case, sets=sets, data=entered, documents=refs(paper), result=record)
