"""现场文明执法记录 (六先一后, 721): what the officers did on the scene, item by item, with its place in the recording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import conduct as facts
from chengguan.cases.models import Case
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards
from chengguan.recordings.acts.marking import mark
from chengguan.recordings.models import Recording

from .issuing import issue_for_case, refs

MILLISECOND: Final = timedelta(milliseconds=1)
ITEM_LASTS: Final = timedelta(minutes=2)
# 721: of ten things on the street seven are service, two management, one penalty.
APPROACHES: Final = {
    "service": "服务（引导、帮助解决）",
    "management": "管理（劝导、责令改正）",
    "penalty": "执法（立案或者当场处罚）",
}


@act("case.record_conduct", facts=facts.conduct, on="case")
def record_conduct(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], place: str, times: facts.Times,
    approach: str, recording: str = "", recording_begun_at: datetime | None = None, remarks: str = "",
) -> Done:  # fmt: skip
    """现场文明执法记录: truthful also where an item was left out or came too early. Result: the record."""
    on = local_date(at)
    order = facts.items(on, actor.jurisdiction)
    kept = _recording(case, recording)
    seconds = facts.offsets(times, recording_begun_at or (kept.began_at if kept else None))
    broken = {item.id for item in facts.out_of_order(order, times)}
    rows = [_row(item, times.get(item.id), seconds.get(item.id), item.id in broken) for item in order]
    done_on = next((local_date(moment) for moment in times.values() if moment is not None), on)
    values = {
        "place": place,
        "done_on": done_on,
        "rows": [
            {"title": row["title"], "time": row["time"], "place": row["second"], "note": row["note"]}
            for row in rows
        ],
        "approach": APPROACHES[approach],
        "recording": recording,
        "remarks": remarks,
    }
    paper = issue_for_case(
        case, "conduct_record", at=at, act=values, officers=officer_cards(list(officers), on)
    )
    entry = {
        "on": done_on.isoformat(),
        "place": place,
        "approach": approach,
        "recording": recording,
        "items": [{name: row[name] for name in ("id", "at", "offset")} for row in rows],
        "missing": [item.id for item in facts.missing(order, times)],
        "out_of_order": sorted(broken),
    }
    marked = _mark(actor, at, case, kept, order, times) if kept else 0
    sets = {"conduct_recorded_on": on, "conducts": [*(case.known.get("conducts") or []), entry]}
    data = {
        **entry,
        "officers": list(officers),
        "remarks": remarks,
        "recording_begun_at": recording_begun_at,
        "marked": marked,
    }
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


def _recording(case: Case, number: str) -> Recording | None:
    """The recording of that number which the bureau keeps, if it has arrived."""
    rows = Recording.objects.filter(bureau_id=case.bureau_id, number=number.strip()).exclude(
        stage="destroyed"
    )
    return rows.first() if number.strip() else None


def _mark(
    actor: Viewer, at: datetime, case: Case, kept: Recording, order: Sequence[facts.Item], times: facts.Times
) -> int:  # fmt: skip
    """Mark the items in the recording, each until the next, so that they can be played; those outside it are left."""
    done = [(moment, item) for item in order if item.step and (moment := times.get(item.id)) is not None]
    inside = sorted((row for row in done if kept.began_at <= row[0] < kept.ended_at), key=lambda row: row[0])
    for place, (moment, item) in enumerate(inside):
        following = inside[place + 1][0] if place + 1 < len(inside) else kept.ended_at
        ends = min(following, moment + ITEM_LASTS)
        mark(
            actor=actor,
            at=at,
            step=item.step,
            recording=kept,
            begins_ms=(moment - kept.began_at) // MILLISECOND,
            ends_ms=min((ends - kept.began_at) // MILLISECOND, kept.duration_ms),
            subject_key=case.chain_key,
            subject_number=case.number,
            subject_title=case.cause,
            note=f"六先一后：{item.title}",
        )
    # Marks tie the recording to the case, which counts it: the row at hand must not write the old number back.
    case.refresh_from_db(fields=["footage"])
    return len(inside)


def _row(item: facts.Item, moment: datetime | None, second: int | None, early: bool) -> dict[str, Any]:
    local = moment.astimezone(CHINA) if moment else None
    return {
        "id": item.id,
        "title": item.title,
        "at": local.isoformat() if local else None,
        "offset": second,
        "time": f"{local:%H:%M:%S}" if local else "未做到",
        "second": f"{second // 60}分{second % 60:02d}秒" if second is not None else "／",
        "note": "次序颠倒" if early else "" if local else "未做到",
    }
