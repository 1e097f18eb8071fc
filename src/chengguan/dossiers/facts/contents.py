"""案卷内容 as it stands: the papers in their order with their pages, the footage, what the cover says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from chengguan.base.dates import CHINA
from chengguan.cases.facts.dossier import MAIN, PDF, Item, chains_of, dossier, retentions
from chengguan.cases.models import Case, Record
from chengguan.documents.counting import page_count
from chengguan.dossiers.contents import Contents, Footage, FootageMark, Paper
from chengguan.ledger.canonical import canonical, sha256
from chengguan.recordings.models import Mark, Recording

FORMAT: Final = "chengguan-dossier/1"
# A longer attached PDF is not set page by page: a sheet names the file and its digest.
LONGEST: Final = 300
DECIDED_BY: Final = ("penalty_decision", "summary_decision", "exemption_decision", "first_exemption_decision")


def contents_of(
    case: Case,
    *,
    archive_number: str = "",
    retention: str = "",
    at: datetime | None = None,
    sealed: frozenset[str] = frozenset(),
    extra: dict[str, Any] | None = None,
) -> Contents:
    """The contents of the case's dossier as of now. `sealed`: keys of papers and footage that an earlier volume holds."""
    items = [item for item in dossier(case) if item.key not in sealed]
    papers = paged(items)
    classes = retentions(case)
    closed = case.closed_on
    return Contents(
        format=FORMAT,
        archive_number=archive_number,
        retention=classes[retention].title if retention in classes else "",
        title=title_of(case),
        bureau=case.bureau.name,
        case_number=case.number,
        cause=case.cause,
        party=case.shown_party,
        opened_on=case.opened_on.isoformat(),
        closed_on=closed.isoformat() if closed else "",
        outcome=case.get_outcome_display(),
        officers=(case.lead_officer.name, case.assisting_officer.name),
        papers=papers,
        footage=tuple(footage_of(case, sealed)),
        pages=papers[-1].last if papers else 0,
        prepared_at=local_text(at) if at else "",
        demo=case.is_demo,
        extra={
            "decision_number": _decision(items),
            "procedure": case.get_procedure_display(),
            **(extra or {}),
        },
    )


def title_of(case: Case) -> str:
    """案卷题名: the party and what it did."""
    return f"{case.shown_party}{case.cause}案"


def frozen(contents: Contents) -> tuple[str, str]:
    """The canonical JSON of the contents and its SHA-256."""
    text = canonical(asdict(contents))
    return text, sha256(text.encode())


def paged(items: Sequence[Item]) -> tuple[Paper, ...]:
    """The papers with running page numbers: 正卷 first, 副卷 goes on."""
    papers, first = [], 1
    for item in items:
        count = sheets(item)
        papers.append(_paper(item, first, first + count - 1))
        first += count
    return tuple(papers)


def sheets(item: Item) -> int:
    """Pages that a paper takes: those of its PDF; a picture, a sheet in place of a file take one."""
    if item.media_type != PDF or item.file is None:
        return 1
    count = page_count(item.file)
    return count if item.instrument is not None or 0 < count <= LONGEST else 1


def _paper(item: Item, first: int, last: int) -> Paper:
    return Paper(
        key=item.key,
        title=item.title,
        number=item.number,
        on=item.on.isoformat(),
        responsible=item.responsible,
        first=first,
        last=last,
        media_type=item.media_type,
        file_sha256=item.file.sha256 if item.file else "",
        facts_sha256=record_digest(item.record) if item.record else item.facts_sha256,
        part=item.part.title,
        volume=item.part.volume if item.part.volume == MAIN else "annex",
    )


def record_lines(record: Record) -> list[tuple[str, str]]:
    """What the sheet of a piece of evidence without a document says."""
    return [
        ("证据名称", record.title),
        ("证据种类", record.get_kind_display()),
        ("来源", record.source),
        ("取得地点", record.place),
        ("形成时间", local_text(record.made_at)),
        ("证明内容", record.proves),
    ]


def record_digest(record: Record) -> str:
    return sha256(canonical(record_lines(record)).encode())


def footage_of(case: Case, sealed: Iterable[str] = ()) -> list[Footage]:
    """Recordings tied to the case, in their order of time, with the marks that concern it."""
    chains = chains_of(case)
    rows = (
        Recording.objects.filter(ties__subject_key__in=chains, ties__untied_at=None, destroyed_on=None)
        .select_related("file", "camera", "officer")
        .order_by("began_at", "id")
        .distinct()
    )
    found = [row for row in rows if f"v-{row.pk}" not in set(sealed)]
    marks: dict[Any, list[Mark]] = {row.pk: [] for row in found}
    bound = Mark.objects.filter(recording__in=found, withdrawn_at=None, begins_ms__isnull=False)
    for mark in bound.filter(subject_key__in=["", *chains]).order_by("begins_ms", "id"):
        marks[mark.recording_id].append(mark)
    return [_footage(row, marks[row.pk]) for row in found]


def _footage(row: Recording, marks: Iterable[Mark]) -> Footage:
    return Footage(
        key=f"v-{row.pk}",
        number=row.number,
        name=row.name,
        kind=row.get_kind_display(),
        camera=row.camera.number if row.camera else "",
        officer=row.officer.name if row.officer else "",
        began_at=local_text(row.began_at),
        duration_ms=row.duration_ms,
        place=row.place,
        size=row.file.size,
        media_type=row.file.media_type,
        sha256=row.file.sha256,
        sm3=row.file.sm3,
        marks=tuple(
            FootageMark(mark.step, mark.title, mark.begins_ms or 0, mark.ends_ms or mark.begins_ms or 0)
            for mark in marks
        ),
    )


def local_text(moment: datetime) -> str:
    """A moment in China as ISO text to the second."""
    return moment.astimezone(CHINA).replace(microsecond=0).isoformat()


def _decision(items: Iterable[Item]) -> str:
    return next((item.number for item in items if item.instrument and item.instrument.kind in DECIDED_BY), "")
