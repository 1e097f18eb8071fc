"""Acts upon the list of powers and upon the working calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.ledger.canonical import sha256
from chengguan.ledger.models import Supplement
from chengguan.ledger.norms import book, forget

from . import facts
from .checking import MATTER_FIELDS, Laws, Plan, check
from .listing import list_as_sheets
from .models import CalendarNotice, ListVersion, Matter, PowerItem, Tier
from .notices import DayOff, notice_text
from .rows import MatterDraft, PowerDraft, TierDraft, values_of
from .sheets import Sheets, write_file


@act("powers.import_list", facts=facts.list_facts)
def import_list(*, actor: Viewer, at: datetime, sheets: Sheets, source: str) -> Done:
    """导入权责清单 (行政处罚法 第十六条、第三十四条、第三十九条): all or nothing; a new version closes the one before.

    `sheets` holds the rows of 权力事项, 案由, 裁量基准 as text by column title. Result: the Plan that was carried out.
    """
    plan = check(sheets, bureau_id=actor.bureau_id or 0, book=book(), on=local_date(at))
    carry_out(plan, actor.bureau_id or 0)
    last = (
        ListVersion.objects.filter(bureau_id=actor.bureau_id or 0).aggregate(last=Max("number"))["last"] or 0
    )
    version = ListVersion(bureau_id=actor.bureau_id, number=last + 1, source=source[:120], imported_at=at)
    version.save(force_insert=True)
    data = {
        "source": source,
        "powers": [vars(draft) for draft in plan.powers],
        "matters": [_as_data(draft) for draft in plan.matters],
        "closed": [
            {"code": row.code, "from": row.valid_from, "to": end, "reason": why}
            for row, end, why in plan.closing
        ],
        "unchanged": plan.unchanged,
    }
    sets = {
        "powers": len(plan.powers),
        "matters": len(plan.matters),
        "closed": len(plan.closing),
        "unchanged": plan.unchanged,
    }
    return Done(subject=version, sets=sets, data=data, result=plan)


@act("powers.export", facts=facts.export_facts, on="version")
def export(*, actor: Viewer, at: datetime, version: ListVersion) -> Done:
    """导出权责清单 as a spreadsheet that imports again unchanged. Result: the bytes of the file."""
    content = write_file(list_as_sheets(version.bureau_id, Laws(book())))
    digest = sha256(content)
    reference = DocRef(kind="power_list", number=str(version), sha256=digest)
    return Done(
        subject=version,
        data={"sha256": digest, "bytes": len(content)},
        documents=(reference,),
        result=content,
    )


@act("norm.enter_notice", facts=facts.notice_facts)
def enter_notice(
    *,
    actor: Viewer,
    at: datetime,
    year: int,
    title: str,
    number: str,
    source_url: str,
    off: Sequence[DayOff],
    work: Sequence[date],
) -> Done:
    """录入年度放假调休通知 (全国年节及纪念日放假办法): due dates that were provisional are computed anew from now on."""
    text = notice_text(year, title, number, source_url, off, work, local_date(at))
    digest = sha256(text.encode())
    Supplement.objects.create(kind="holidays", key=str(year), text=text, sha256=digest)
    notice = CalendarNotice(
        bureau_id=actor.bureau_id, year=year, number=number, source_url=source_url, entered_at=at
    )
    notice.save(force_insert=True)
    forget()
    transaction.on_commit(forget)
    data = {"text": text, "sha256": digest, "source_url": source_url}
    return Done(subject=notice, sets={"year": year, "number": number}, data=data, result=notice)


def carry_out(plan: Plan, bureau_id: int) -> dict[str, Any]:
    """Write a plan that has no errors. Returns what `take_back` needs to undo it."""
    closed = [
        {"table": type(row).__name__, "pk": row.pk, "was": row.valid_to and row.valid_to.isoformat()}
        for row, _, _ in plan.closing
    ]
    _close(plan)
    _add_powers(plan.powers, bureau_id)
    matters = _add_matters(plan.matters, bureau_id)
    return {
        "closed": closed,
        "matters": [matter.pk for matter in matters],
        "powers": [[draft.code, draft.valid_from.isoformat()] for draft in plan.powers],
    }


def take_back(done: Mapping[str, Any], bureau_id: int) -> None:
    """Undo what `carry_out` wrote: its versions go, and those that it closed run on. Nothing may rest on its matters yet."""
    Tier.objects.filter(matter_id__in=done["matters"]).delete()
    Matter.objects.filter(pk__in=done["matters"], bureau_id=bureau_id).delete()
    for code, start in done["powers"]:
        PowerItem.objects.filter(bureau_id=bureau_id, code=code, valid_from=start).delete()
    for row in done["closed"]:
        table = Matter if row["table"] == "Matter" else PowerItem
        table.objects.filter(pk=row["pk"], bureau_id=bureau_id).update(valid_to=row["was"])


def _close(plan: Plan) -> None:
    for row, last, _ in plan.closing:
        row.valid_to = last
        row.save(update_fields=["valid_to"])


def _add_powers(drafts: Iterable[PowerDraft], bureau_id: int) -> None:
    PowerItem.objects.bulk_create(
        PowerItem(bureau_id=bureau_id, **values_of(draft, leaving_out=("row",))) for draft in drafts
    )


def _add_matters(drafts: Sequence[MatterDraft], bureau_id: int) -> list[Matter]:
    powers = list(PowerItem.objects.filter(bureau_id=bureau_id, kind="penalty").order_by("valid_from"))
    made: list[tuple[Matter, MatterDraft]] = []
    for draft in drafts:
        power = next(
            power
            for power in reversed(powers)
            if power.code == draft.power
            and power.valid_from <= draft.valid_from
            and (power.valid_to is None or power.valid_to >= draft.valid_from)
        )
        values = {name: getattr(draft, name) for name in MATTER_FIELDS}
        period = {
            "valid_from": draft.valid_from,
            "valid_to": draft.valid_to,
            "change_reason": draft.change_reason,
        }
        made.append((Matter(bureau_id=bureau_id, power=power, code=draft.code, **values, **period), draft))
    Matter.objects.bulk_create(matter for matter, _ in made)
    Tier.objects.bulk_create(
        Tier(matter=matter, **_tier(tier)) for matter, draft in made for tier in draft.tiers
    )
    return [matter for matter, _ in made]


def _tier(draft: TierDraft) -> dict[str, Any]:
    return {
        name: value for name, value in vars(draft).items() if name not in ("row", "matter", "matter_from")
    }


def _as_data(draft: MatterDraft) -> dict[str, Any]:
    return {**vars(draft), "tiers": [vars(tier) for tier in draft.tiers]}
