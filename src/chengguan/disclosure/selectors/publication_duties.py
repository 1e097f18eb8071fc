"""待办 that a publication gives rise to: the seven working days, the three of a withdrawal, a correction that is due."""

from __future__ import annotations

from datetime import date
from typing import Final

from chengguan.agenda.models import Duty
from chengguan.disclosure.facts import publishing as facts
from chengguan.disclosure.models import Publication
from chengguan.people.selectors import role_pool
from lawengine.clock import ClockReading

ROLE: Final = "legal_reviewer"


def duties_of(publication: Publication, on: date, jurisdiction: str) -> list[Duty]:
    """What somebody has to do about a publication now. Asks the facts of the case only while it is shown or waits."""
    if publication.stage == Publication.PREPARED:
        reading = facts.release_reading(publication.decided_on, on, jurisdiction)
        held = "（已暂缓）" if publication.known.get("publication_held") else ""
        return [_duty(publication, "publication.release", f"公示处罚决定{held}", on, reading)]
    if publication.stage != Publication.RELEASED:
        return []
    since = publication.known.get("withdraw_known_on")
    if since:
        reading = facts.withdrawal_reading(date.fromisoformat(since), on, jurisdiction)
        return [_duty(publication, "publication.withdraw", "撤回公示并说明理由", on, reading)]
    if facts.recompiled(publication, on).fields != publication.fields:
        return [_duty(publication, "publication.correct", "案件信息已变化，更正公示内容", on)]
    return []


def _duty(
    publication: Publication, act: str, title: str, on: date, reading: ClockReading | None = None
) -> Duty:
    duty = Duty(
        pool=role_pool(ROLE, publication.bureau_id),
        subject=publication.chain_key,
        act=act,
        title=title,
        about=f"{publication.number} {publication.title}"[:200],
        url=f"/publications/{publication.pk}/",
        raised_on=on,
        bureau_id=publication.bureau_id,
        brigade_id=publication.brigade_id,
        squad_id=publication.squad_id,
    )
    if reading is not None:
        duty.clock, duty.due_on, duty.provisional = reading.clock, reading.due_on, reading.provisional
        duty.basis = "、".join(cite.short for cite in reading.cites)[:200]
    return duty
