"""Facts of writing, issuing, sending and publishing annual reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.documents.models import StoredFile
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from chengguan.people.models import Officer
from chengguan.reports.models import AnnualOpinion, AnnualReport, AnnualText, StatedFigure
from lawengine.clock import ClockReading, read

from . import checking
from .numbers import loose_numbers
from .text import H1, PARAGRAPH, TABLE, Block, blocks_of, keep_ids
from .values import RECORD, figures_for

TEMPLATES: Final = {
    AnnualReport.ANNUAL: "annual_report_sections_text",
    AnnualReport.DUTY: "annual_report_sections_duty_text",
}
CLOCKS: Final = ("annual_report_send", "annual_report_publish")
SHOWN: Final = 6


def _sheet(actor: Viewer, at: datetime, report: AnnualReport | None, **values: Any) -> Sheet:
    known = report.known if report is not None else {}
    return Sheet(local_date(at), actor.jurisdiction, {**known, **values})


def latest(report: AnnualReport) -> AnnualText:
    """The last saved text."""
    text = report.texts.order_by("-seq").first()
    assert text is not None, "a report is begun with a text"
    return text


def template_of(kind: str, on: date, jurisdiction: str) -> Sequence[Mapping[str, Any]]:
    """Rows of the template of a kind in a place (norm list); empty when there is none."""
    listing = book().listing(TEMPLATES[kind], on=on, jurisdiction=jurisdiction)
    return listing.items if listing is not None else ()


def drafts_needed(report: AnnualReport) -> int:
    """How many drafts a report passes through in the place."""
    found = book().threshold(
        "annual_report_drafts", on=report.begun_on, jurisdiction=report.bureau.jurisdiction
    )
    return int(getattr(found, "value", 3))


def clock_of(report: AnnualReport, clock: str, as_of: date) -> ClockReading:
    """报送、公开期限: counted from the end of the year reported on."""
    stopped = report.sent_on if clock == CLOCKS[0] else report.published_on
    return read(
        book(),
        clock,
        started=checking.year_end(report.year),
        as_of=as_of,
        jurisdiction=report.bureau.jurisdiction,
        stopped=stopped,
    )


def beginning(
    *, actor: Viewer, at: datetime, kind: str, year: int, title: str = "", officer: Officer | None = None
) -> Sheet:
    """起草."""
    before = AnnualReport.objects.filter(bureau_id=actor.bureau_id, kind=kind, year=year)
    if kind == AnnualReport.DUTY:
        before = before.filter(officer=officer)
    return _sheet(
        actor,
        at,
        None,
        annual_kind=kind,
        annual_begun_before=before.exists(),
        annual_officer_named=officer is not None and officer.bureau_id == actor.bureau_id,
        annual_template_known=bool(template_of(kind, local_date(at), actor.jurisdiction)),
        annual_year_over=local_date(at) > checking.year_end(year),
    )


def saving(
    *, actor: Viewer, at: datetime, report: AnnualReport, blocks: Sequence[Block], base: int, why: str = ""
) -> Sheet:
    """修改文本."""
    text = latest(report)
    return _sheet(
        actor,
        at,
        report,
        annual_open=report.is_open,
        annual_base_latest=text.seq == base,
        annual_text_changed=_bare(blocks_of(text.blocks)) != _bare(blocks),
    )


def _bare(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks]


def continued(report: AnnualReport, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """New blocks under the ids of the text that they continue."""
    return keep_ids(blocks_of(latest(report).blocks), blocks)


def submission(*, actor: Viewer, at: datetime, report: AnnualReport, note: str = "") -> Sheet:
    """送审."""
    blocks = blocks_of(latest(report).blocks)
    kinds = {block.kind for block in blocks if block.text.strip()}
    return _sheet(
        actor,
        at,
        report,
        annual_open=report.is_open,
        annual_written=H1 in kinds and bool(kinds & {PARAGRAPH, "item"}),
    )


def approval(*, actor: Viewer, at: datetime, report: AnnualReport, opinion: str = "") -> Sheet:
    """审定."""
    values: dict[str, Any] = {
        "annual_submitted": report.stage == AnnualReport.SUBMITTED,
        "annual_last_draft": report.draft >= drafts_needed(report),
        "annual_by_head": "organ_head" in actor.roles or actor.acting_head,
    }
    waiting = list(
        report.opinions.filter(settled_at=None).order_by("at").values_list("place", flat=True)[:SHOWN]
    )
    if waiting:
        values["annual_opinions_open"] = [place or "全文" for place in waiting]
    return _sheet(actor, at, report, **values)


def returning(*, actor: Viewer, at: datetime, report: AnnualReport, opinion: str) -> Sheet:
    """退回."""
    returnable = report.stage in (AnnualReport.SUBMITTED, AnnualReport.APPROVED)
    return _sheet(actor, at, report, annual_returnable=returnable, annual_reasoned=bool(opinion.strip()))


def giving(
    *, actor: Viewer, at: datetime, report: AnnualReport, text: str, block: str = "", source: str = ""
) -> Sheet:
    """提出意见."""
    open_to_opinions = report.stage in (AnnualReport.DRAFTING, AnnualReport.SUBMITTED)
    return _sheet(actor, at, report, annual_debatable=open_to_opinions, annual_reasoned=bool(text.strip()))


def settling(
    *,
    actor: Viewer,
    at: datetime,
    report: AnnualReport,
    opinion: AnnualOpinion,
    adopted: bool,
    answer: str = "",
) -> Sheet:
    """处理意见."""
    row = AnnualOpinion.objects.filter(pk=opinion.pk, report=report, settled_at=None).first()
    return _sheet(
        actor,
        at,
        report,
        annual_opinion_open=row is not None,
        annual_reasoned=adopted or bool(answer.strip()),
    )


def stating(
    *, actor: Viewer, at: datetime, report: AnnualReport, figure: str, name: str, value: Decimal, unit: str,
    source: str, source_on: date, file: StoredFile | None, file_name: str = "", about: bool = False,
    before: bool = False, place: Mapping[str, Any] | None = None
) -> Sheet:  # fmt: skip
    """填报."""
    found = figures_for(report, [(figure, "before" if before else "")])
    shown = found.at(figure, "before" if before else "")
    return _sheet(
        actor,
        at,
        report,
        annual_open=report.is_open,
        annual_records_yield=shown.basis == RECORD,
        annual_source_attached=bool(source.strip() and source_on and file is not None),
        annual_place_stands=place is None or stands(report, place),
    )


def stands(report: AnnualReport, place: Mapping[str, Any]) -> bool:
    """Whether the words at a place of the text are still what they were."""
    for block in blocks_of(latest(report).blocks):
        if block.id == place["block"]:
            return block.text[int(place["start"]) : int(place["end"])] == str(place["text"])
    return False


def withdrawing(
    *, actor: Viewer, at: datetime, report: AnnualReport, stated: StatedFigure, reason: str
) -> Sheet:
    """撤回填报."""
    there = StatedFigure.objects.filter(pk=stated.pk, report=report, current=True).exists()
    return _sheet(
        actor,
        at,
        report,
        annual_open=report.is_open,
        annual_figure_stated=there,
        annual_reasoned=bool(reason.strip()),
    )


def declaring(*, actor: Viewer, at: datetime, report: AnnualReport, signature: str, reason: str) -> Sheet:
    """认定不是统计数字."""
    return _sheet(
        actor,
        at,
        report,
        annual_open=report.is_open,
        annual_number_stands=signature in _undeclared(report),
        annual_reasoned=bool(reason.strip()),
    )


def _undeclared(report: AnnualReport) -> set[str]:
    names = checking.known_names(report)
    found = {
        one.signature
        for block in blocks_of(latest(report).blocks)
        if block.kind != TABLE
        for one in loose_numbers(block.text, names)
    }
    return found - set(checking.declared_of(report))


def issuing(*, actor: Viewer, at: datetime, report: AnnualReport, number: str = "") -> Sheet:
    """印发: the whole text is checked again under the lock."""
    found = checking.check(report, blocks_of(latest(report).blocks))
    values = {
        "annual_contradictions": found.of(checking.CONTRADICTION),
        "annual_gaps": found.of(checking.LACKING),
        "annual_unbound": found.of(checking.UNBOUND),
        "annual_broken": found.of(checking.BROKEN),
        "annual_sections_missing": found.of(checking.MISSING),
    }
    stated = {name: sentences for name, sentences in values.items() if sentences}
    return _sheet(actor, at, report, annual_approved=report.stage == AnnualReport.APPROVED, **stated)


def sending(
    *, actor: Viewer, at: datetime, report: AnnualReport, recipients: Sequence[str], note: str = ""
) -> Sheet:
    """报送."""
    reading = clock_of(report, CLOCKS[0], local_date(at))
    return _sheet(
        actor, at, report, annual_recipients=list(recipients), annual_send_in_time=reading.days_left >= 0
    )


def publication(*, actor: Viewer, at: datetime, report: AnnualReport, secrecy_checked: bool) -> Sheet:
    """公开."""
    reading = clock_of(report, CLOCKS[1], local_date(at))
    return _sheet(
        actor,
        at,
        report,
        annual_kind=report.kind,
        annual_secrecy_checked=secrecy_checked,
        annual_publish_in_time=reading.days_left >= 0,
    )
