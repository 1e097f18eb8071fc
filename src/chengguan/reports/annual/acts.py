"""Acts on annual reports: drafts, opinions, stated figures, issue, sending, publication (厅字〔2019〕28号)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.documents.models import StoredFile
from chengguan.ledger import outbox
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.ledger.canonical import canonical, sha256
from chengguan.people.models import Bureau, Officer
from chengguan.reports.models import AnnualOpinion, AnnualReport, AnnualText, DeclaredNumber, StatedFigure

from . import facts, freezing, starting
from .text import Block, blocks_of, places, replaced

RENDER = "annual.render"


@act("annual.begin", facts=facts.beginning)
def begin(
    *, actor: Viewer, at: datetime, kind: str, year: int, title: str = "", officer: Officer | None = None
) -> Done:
    """起草年度报告 or 述法报告 with the template of the place. Result: the report."""
    bureau = Bureau.objects.get(pk=actor.bureau_id)
    on = local_date(at)
    report = AnnualReport.objects.create(
        id=uuid7(at),
        bureau=bureau,
        kind=kind,
        year=year,
        officer=officer if kind == AnnualReport.DUTY else None,
        title=title.strip() or starting.first_title(bureau, year, kind, officer),
        begun_on=on,
    )
    text = _save(report, starting.first_text(bureau, year, kind, on=on, officer=officer), actor, at, "模板")
    data = {"kind": kind, "year": year, "title": report.title, "text": text.sha256}
    return Done(report, sets={"annual_begun_on": on}, data=data, result=report)


def _save(report: AnnualReport, blocks: Sequence[Block], actor: Viewer, at: datetime, why: str) -> AnnualText:
    before = report.texts.order_by("-seq").first()
    data = [block.as_data() for block in blocks]
    return AnnualText.objects.create(
        report=report,
        seq=before.seq + 1 if before else 1,
        draft=report.draft,
        blocks=data,
        sha256=sha256(canonical(data).encode()),
        by_id=actor.officer_id or None,
        by_name=actor.name,
        at=at,
        why=why[:200],
    )


@act("annual.save_draft", facts=facts.saving, on="report")
def save_draft(
    *, actor: Viewer, at: datetime, report: AnnualReport, blocks: Sequence[Block], base: int, why: str = ""
) -> Done:
    """修改文本. `base` is the number of the text that was read; one that someone else has replaced meanwhile is refused."""
    text = _save(report, facts.continued(report, blocks), actor, at, why)
    data = {"draft": report.draft, "seq": text.seq, "text": text.sha256, "why": why}
    return Done(report, data=data, result=text)


@act("annual.submit_draft", facts=facts.submission, on="report")
def submit_draft(*, actor: Viewer, at: datetime, report: AnnualReport, note: str = "") -> Done:
    """送审: the draft is laid before the leaders."""
    data = {"draft": report.draft, "text": facts.latest(report).sha256, "note": note}
    return Done(report, sets={"annual_submitted_on": local_date(at)}, data=data, result=report)


@act("annual.approve", facts=facts.approval, on="report")
def approve(*, actor: Viewer, at: datetime, report: AnnualReport, opinion: str = "") -> Done:
    """审定: an earlier draft opens the next one; the last one settles the text."""
    last = report.draft >= facts.drafts_needed(report)
    text = facts.latest(report)
    data = {"draft": report.draft, "text": text.sha256, "opinion": opinion}
    if last:
        report.stage = AnnualReport.APPROVED
        return Done(report, sets={"annual_approved_on": local_date(at)}, data=data, result=report)
    report.draft += 1
    report.stage = AnnualReport.DRAFTING
    _save(report, blocks_of(text.blocks), actor, at, f"{report.draft_title}开头")
    return Done(report, data=data, result=report)


@act("annual.return_draft", facts=facts.returning, on="report")
def return_draft(*, actor: Viewer, at: datetime, report: AnnualReport, opinion: str) -> Done:
    """退回修改: the same draft is open again; a settled text that must change goes back to its last draft."""
    data = {"draft": report.draft, "opinion": opinion}
    return Done(report, data=data, result=report)


@act("annual.give_opinion", facts=facts.giving, on="report")
def give_opinion(
    *, actor: Viewer, at: datetime, report: AnnualReport, text: str, block: str = "", source: str = ""
) -> Done:
    """提出意见 on the draft or one paragraph. `source`: the unit that asked for it, where it came in writing. Result: the opinion."""
    where = places(blocks_of(facts.latest(report).blocks)).get(block, "")
    opinion = AnnualOpinion.objects.create(
        id=uuid7(at),
        report=report,
        draft=report.draft,
        block=block if where else "",
        place=where,
        source=source.strip() or actor.name,
        text=text.strip(),
        by_name=actor.name,
        at=at,
    )
    data = {"draft": report.draft, "place": where, "source": opinion.source, "text": opinion.text}
    return Done(report, data=data, result=opinion)


@act("annual.settle_opinion", facts=facts.settling, on="report")
def settle_opinion(
    *,
    actor: Viewer,
    at: datetime,
    report: AnnualReport,
    opinion: AnnualOpinion,
    adopted: bool,
    answer: str = "",
) -> Done:
    """处理意见: adopted, or not, with the reason."""
    opinion.adopted, opinion.answer = adopted, answer.strip()
    opinion.settled_by, opinion.settled_at = actor.name, at
    opinion.save(update_fields=["adopted", "answer", "settled_by", "settled_at"])
    data = {"opinion": str(opinion.pk), "adopted": adopted, "answer": opinion.answer}
    return Done(report, data=data, result=opinion)


@act("annual.state_figure", facts=facts.stating, on="report")
def state_figure(
    *, actor: Viewer, at: datetime, report: AnnualReport, figure: str, name: str, value: Decimal, unit: str,
    source: str, source_on: date, file: StoredFile | None, file_name: str = "", about: bool = False,
    before: bool = False, place: Mapping[str, Any] | None = None
) -> Done:  # fmt: skip
    """填报: a figure that no record yields, with its source document. `figure`: a measure's id or one of its own; `before`: of the year before.

    `place` {block, start, end, text} names a number in the text that becomes this figure. Result: the stated figure.
    """
    assert file is not None, "the norm asks for the source document"
    year = report.year - 1 if before else report.year
    report.stated.filter(figure=figure, year=year, current=True).update(current=False)
    row = StatedFigure.objects.create(
        report=report,
        figure=figure,
        year=year,
        name=name.strip(),
        unit=unit.strip(),
        value=value,
        about=about,
        source=source.strip(),
        source_on=source_on,
        file=file,
        file_name=file_name[:200] or "来源材料",
        by_name=actor.name,
        at=at,
    )
    if place is not None:
        _bind(report, place, f"{{{{{figure}}}}}{unit.strip()}", actor, at, f"填报{name}")
    data = {
        "figure": figure, "year": year, "name": name, "value": value, "unit": unit, "about": about,
        "source": source, "source_on": source_on, "file": file.sha256,
    }  # fmt: skip
    documents = (DocRef("annual_source", figure, file.sha256),)
    return Done(report, data=data, documents=documents, result=row)


def _bind(
    report: AnnualReport, place: Mapping[str, Any], words: str, actor: Viewer, at: datetime, why: str
) -> None:
    blocks = blocks_of(facts.latest(report).blocks)
    changed = replaced(blocks, str(place["block"]), int(place["start"]), int(place["end"]), words)
    _save(report, changed, actor, at, why)


@act("annual.withdraw_figure", facts=facts.withdrawing, on="report")
def withdraw_figure(
    *, actor: Viewer, at: datetime, report: AnnualReport, stated: StatedFigure, reason: str
) -> Done:
    """撤回填报."""
    report.stated.filter(pk=stated.pk).update(current=False)
    data = {"figure": stated.figure, "year": stated.year, "value": stated.value, "reason": reason}
    return Done(report, data=data, result=report)


@act("annual.declare_number", facts=facts.declaring, on="report")
def declare_number(*, actor: Viewer, at: datetime, report: AnnualReport, signature: str, reason: str) -> Done:
    """认定不是统计数字: of one number with the words around it; falls when they change."""
    row = DeclaredNumber.objects.create(
        report=report, signature=signature, reason=reason.strip(), by_name=actor.name, at=at
    )
    return Done(report, data={"number": signature, "reason": row.reason}, result=row)


@act("annual.issue", facts=facts.issuing, on="report")
def issue(*, actor: Viewer, at: datetime, report: AnnualReport, number: str = "") -> Done:
    """印发: text and figures are frozen with the lists of their records and digests. `number`: the 文号 of the office's register."""
    on = local_date(at)
    report.number = number.strip() or freezing.next_number_of(report, on)
    report.issued_on = on
    figures = freezing.freeze_figures(report)
    report.content = freezing.content_of(report, figures)
    report.content_sha256 = sha256(report.content.encode())
    outbox.post(RENDER, {"report": str(report.pk)}, at=at, bureau_code=actor.bureau_code)
    data = {
        "number": report.number,
        "text": facts.latest(report).sha256,
        "figures": {row.slug: row.sha256 for row in figures},
    }
    documents = (DocRef("annual_report", report.number, report.content_sha256),)
    return Done(report, sets={"annual_issued_on": on}, data=data, documents=documents, result=report)


@act("annual.send", facts=facts.sending, on="report")
def send(
    *, actor: Viewer, at: datetime, report: AnnualReport, recipients: Sequence[str], note: str = ""
) -> Done:
    """报送 to committee, government and the superior department."""
    report.sent_on = local_date(at)
    report.stage = AnnualReport.PUBLISHED if report.published_on else AnnualReport.SENT
    data = {"recipients": list(recipients), "note": note}
    return Done(report, sets={"annual_sent_on": report.sent_on}, data=data, result=report)


@act("annual.publish", facts=facts.publication, on="report")
def publish(*, actor: Viewer, at: datetime, report: AnnualReport, secrecy_checked: bool) -> Done:
    """公开 on the portal, with a link behind every figure."""
    report.published_on = local_date(at)
    report.stage = AnnualReport.PUBLISHED
    sets = {"annual_published_on": report.published_on}
    return Done(report, sets=sets, data={"secrecy_checked": secrecy_checked}, result=report)
