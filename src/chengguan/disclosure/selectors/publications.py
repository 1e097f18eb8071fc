"""Publications as pages read them: the board, one publication with its preview, the tab of a case."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q

from chengguan.base.dates import local_date
from chengguan.base.paging import Cursor, Slice, sliced
from chengguan.base.viewer import ScopedQuerySet, Viewer
from chengguan.cases.models import Case
from chengguan.cases.selectors.file import Happening, timeline
from chengguan.disclosure.facts import publishing as facts
from chengguan.disclosure.models import Delivery, Publication, Revision
from chengguan.disclosure.policy import RULES
from lawengine.clock import ClockReading

PAGE_SIZE: Final = 25
STAGES: Final = dict(Publication.STAGES)
TONES: Final = {
    "prepared": "info",
    "released": "ok",
    "withdrawn": "warn",
    "ended": "neutral",
    "declined": "neutral",
}
WORK: Final = {
    "look": "有待人核对的提示",
    "held": "已暂缓",
    "late": "逾期未公示",
    "withdraw": "待撤回",
    "ending": "三个月内期满",
}
EXPORT_HEAD: Final = ("决定书文号", "标题", "当事人（公示名称）", "决定日期", "公示期限", "状态", "公示时间", "公示截止", "撤回理由")  # fmt: skip
EXPORT_LIMIT: Final = 10000
SOON_DAYS: Final = 92


@dataclass(frozen=True)
class Filters:
    """What the board is filtered by; empty when not used."""

    q: str = ""
    stage: str = ""
    work: str = ""
    year: int | None = None

    def query(self) -> dict[str, str]:
        """As the query of an address."""
        return {name: str(value) for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Row:
    """One publication as the board shows it."""

    publication: Publication
    stage: str
    tone: str
    late: bool
    looks: int
    held: bool


def filtered(viewer: Viewer, filters: Filters, on: date) -> ScopedQuerySet[Publication]:
    """Publications visible to the viewer that fit the filters."""
    rows: ScopedQuerySet[Publication] = Publication.objects.visible_to(viewer)
    if filters.q:
        word = filters.q
        rows = rows.filter(Q(number__contains=word) | Q(title__contains=word) | Q(code=word.upper()) | Q(case__number__contains=word))  # fmt: skip
    if filters.stage:
        rows = rows.filter(stage=filters.stage)
    if filters.year:
        rows = rows.filter(decided_on__year=filters.year)
    return rows.filter(_work(filters.work, on)) if filters.work else rows


def _work(kind: str, on: date) -> Q:
    waiting, shown = Q(stage=Publication.PREPARED), Q(stage=Publication.RELEASED)
    return {
        "look": waiting & ~Q(findings=[]),
        "held": waiting & Q(known__publication_held=True),
        "late": waiting & Q(due_on__lt=on),
        "withdraw": shown & Q(withdraw_due_on__isnull=False),
        "ending": shown & Q(shown_until__lte=date.fromordinal(on.toordinal() + SOON_DAYS)),
    }[kind]


def board_page(viewer: Viewer, filters: Filters, on: date, asked: Cursor) -> tuple[list[Row], Slice[Publication]]:  # fmt: skip
    """One page of 25, newest decision first, by keyset. One query."""
    rows = filtered(viewer, filters, on).defer("fields", "withheld").select_related("case")
    found = sliced(rows, asked, column="decided_on", size=PAGE_SIZE)
    return [_row(publication, on) for publication in found.rows], found


def _row(publication: Publication, on: date) -> Row:
    due = publication.due_on if publication.stage == Publication.PREPARED else publication.withdraw_due_on
    open_ = publication.stage in (Publication.PREPARED, Publication.RELEASED)
    return Row(
        publication=publication,
        stage=STAGES.get(publication.stage, publication.stage),
        tone=TONES.get(publication.stage, "neutral"),
        late=open_ and due is not None and due < on,
        looks=len(publication.findings) if publication.stage == Publication.PREPARED else 0,
        held=publication.stage == Publication.PREPARED and bool(publication.known.get("publication_held")),
    )


def totals(viewer: Viewer, on: date) -> dict[str, int]:
    """Numbers above the board; each opens the rows behind it."""
    mine = Publication.objects.visible_to(viewer)
    found = {name: mine.filter(_work(name, on)).count() for name in ("look", "late", "withdraw")}
    return {**found, "prepared": mine.filter(stage=Publication.PREPARED).count()}


def export_rows(viewer: Viewer, filters: Filters, on: date) -> list[list[Any]]:
    """The board as a sheet, at most EXPORT_LIMIT rows, with the names that the public sees."""
    rows = filtered(viewer, filters, on).defer("fields", "withheld", "known", "findings")
    return [
        [
            row.number,
            row.title,
            row.party_name,
            row.decided_on,
            row.due_on,
            STAGES.get(row.stage, row.stage),
            local_date(row.released_at) if row.released_at else None,
            row.shown_until,
            row.withdraw_reason,
        ]
        for row in rows.order_by("-decided_on", "-id")[:EXPORT_LIMIT]
    ]


@dataclass(frozen=True)
class Withheld:
    """One thing that is kept back: what, how, by which article."""

    title: str
    rule: str
    cites: str


@dataclass(frozen=True)
class Change:
    """A field that would read otherwise if it were compiled from the facts of today."""

    title: str
    now: str
    then: str


@dataclass(frozen=True)
class Version:
    """One version that the public saw, and what was new in it."""

    revision: Revision
    changes: list[Change]


@dataclass(frozen=True)
class Sheet:
    """Everything that the page of a publication shows."""

    publication: Publication
    stage: str
    tone: str
    clocks: list[ClockReading]
    withheld: list[Withheld]
    findings: list[dict[str, Any]]
    changes: list[Change]
    versions: list[Version]
    deliveries: list[Delivery]
    happenings: list[Happening]
    ground: str

    @property
    def looks(self) -> int:
        return facts.open_findings(self.findings)


def publication_for(viewer: Viewer, pk: uuid.UUID) -> Publication | None:
    """A publication that the viewer may see, with what its acts read."""
    rows = Publication.objects.visible_to(viewer).select_related(*Publication.RELATED, "document")
    return rows.filter(pk=pk).first()


def publication_sheet(viewer: Viewer, pk: uuid.UUID, on: date) -> Sheet | None:
    """The page of a publication; the number of queries does not depend on how much there is."""
    publication = publication_for(viewer, pk)
    if publication is None or publication.case is None:
        return None
    open_ = publication.stage in (Publication.PREPARED, Publication.RELEASED)
    compiled = facts.recompiled(publication, on) if open_ else None
    ground = facts.ground_of(publication.case.known)
    return Sheet(
        publication=publication,
        stage=STAGES.get(publication.stage, publication.stage),
        tone=TONES.get(publication.stage, "neutral"),
        clocks=clocks_of(publication, on),
        withheld=[
            Withheld(row["title"], RULES.get(row["rule"], row["rule"]), "、".join(row["cites"]))
            for row in publication.withheld
        ],
        findings=compiled.findings if compiled and publication.stage == Publication.PREPARED else publication.findings,
        changes=changes_between(publication.fields, compiled.fields) if compiled else [],
        versions=_versions(publication),
        deliveries=list(publication.deliveries.select_related("channel").order_by("-id")[:30]),
        happenings=timeline(publication.chain_key),
        ground=ground.words if ground else "",
    )  # fmt: skip


def clocks_of(publication: Publication, on: date) -> list[ClockReading]:
    """The period to publish, and the one to withdraw once it runs, each with its sum."""
    place = publication.bureau.jurisdiction
    ended = publication.released_at or (publication.ended_at if publication.stage == "declined" else None)
    if publication.stage == Publication.DECLINED:
        return []
    clocks = [facts.release_reading(publication.decided_on, on, place, local_date(ended) if ended else None)]
    since = publication.known.get("withdraw_known_on")
    if since:
        gone = publication.withdrawn_at
        clocks.append(
            facts.withdrawal_reading(date.fromisoformat(since), on, place, local_date(gone) if gone else None)
        )
    return clocks


def changes_between(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[Change]:
    """Fields whose shown value differs, in the order of the later ones, then those that are gone."""
    old, new = ({row["id"]: row for row in rows} for rows in (before, after))
    names = [*new, *(name for name in old if name not in new)]
    found = ((old.get(name, {}), new.get(name, {})) for name in names)
    return [
        Change(
            str(now.get("title") or then.get("title")), str(now.get("value", "")), str(then.get("value", ""))
        )  # fmt: skip
        for now, then in found
        if now.get("value", "") != then.get("value", "")
    ]


def _versions(publication: Publication) -> list[Version]:
    rows = list(publication.revisions.all())
    before: list[list[dict[str, Any]]] = [[], *(row.fields for row in rows)]
    found = [
        Version(row, changes_between(was, row.fields) if was else [])
        for was, row in zip(before, rows, strict=False)
    ]
    return found[::-1]


@dataclass(frozen=True)
class CaseTab:
    """公示 of one case: what there is, or why there is nothing."""

    case: Case
    publications: list[Row]
    may_prepare: bool
    why_not: str


def case_tab(viewer: Viewer, pk: uuid.UUID, on: date) -> CaseTab | None:
    """The tab of a case."""
    case = case_for(viewer, pk)
    if case is None:
        return None
    found = Publication.objects.filter(subject_key=case.chain_key).order_by("-id")
    rows = [_row(publication, on) for publication in found]
    stands = facts.decision_stands(case.known)
    return CaseTab(case, rows, bool(stands and not rows), "" if rows else _why_not(case, stands))


def case_for(viewer: Viewer, pk: uuid.UUID) -> Case | None:
    """A case that the viewer may see."""
    rows = Case.objects.visible_to(viewer).select_related("bureau", "party", "matter", "lead")
    return rows.filter(pk=pk).first()


def _why_not(case: Case, stands: bool) -> str:
    if case.outcome and case.outcome != "penalty":
        return f"本案的处理结果是“{case.get_outcome_display()}”，不公示处罚决定。"
    if not case.known.get("decided_on"):
        return "作出行政处罚决定后，系统自动生成公示信息。"
    if not stands:
        return "处罚决定已被撤销、变更或者确认违法，不公示。"
    if facts.in_principle_unpublished(case):
        return "警告、通报批评和简易程序的处罚原则上不公示；确有必要公示的，可以说明理由后生成。"
    return "本案还没有公示信息，可以现在生成。"
