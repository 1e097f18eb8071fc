"""Steps of a walk about evidence: the three-fold check, exhibits, and footage of the steps.

They read from `walk.plan`: `rejected` (place of the piece that is not adopted, from 0), `footage_steps` (ids of the steps to mark).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from chengguan.cases.facts.footage import steps_due
from chengguan.cases.models import Exhibit, Record
from chengguan.cases.selectors.recordings import subject_of
from chengguan.ledger.acting import Done
from chengguan.recordings.acts.marking import mark
from chengguan.recordings.acts.tying import tie
from chengguan.recordings.facts.archive import standing
from chengguan.recordings.models import Recording

from .walk import Walk

REASONS: Final = {
    "genuine": "与原件核对一致，与其他证据相互印证",
    "lawful": "由两名持证执法人员依法取得，程序齐备",
    "relevant": "证明违法行为的时间、地点、行为人和情节",
}


def examine(walk: Walk, *, role: str = "handler") -> None:
    """证据审查 of everything there is: by the officers before the end of the investigation, by the legal reviewer after it."""
    place = walk.plan.get("rejected")
    records = [str(pk) for pk in walk.subject_case.records.order_by("id").values_list("pk", flat=True)]
    doubtful = [key for number, key in enumerate(records) if number == place]
    sound = [key for key in records if key not in doubtful]
    officers = walk.pair_ids if role == "handler" else []
    _examine(walk, role, sound, officers, outcome="adopted", genuine=True, reasons_for=REASONS)
    if doubtful:
        reasons = {**REASONS, "genuine": "来源不明，无法与原件核对"}
        _examine(walk, role, doubtful, officers, outcome="rejected", genuine=False, reasons_for=reasons)
    walk.later(minutes=20)


def _examine(walk: Walk, role: str, records: Sequence[str], officers: Sequence[int], **found: Any) -> None:
    walk.perform(
        "case.examine_evidence",
        role,
        case=walk.subject_case,
        records=records,
        officers=officers,
        lawful=True,
        relevant=True,
        **found,
    )


def collect_thing(walk: Walk) -> Record:
    """调取物证."""
    done: Done = walk.perform(
        "case.collect_evidence",
        case=walk.subject_case,
        officers=walk.pair_ids,
        kind="physical",
        title=walk.plan.get("thing", "占道摆放的广告牌一块"),
        source="现场",
        obtained_at=walk.now,
        place=walk.subject_case.place,
        original="original",
        count="1块",
        credentials_shown=True,
        proves="占用道路的物品",
        elements=list(walk.matter.elements)[:1],
    )
    walk.later(minutes=10)
    record: Record = done.result
    return record


def take_in(walk: Walk, record: Record) -> Exhibit:
    """证物入库."""
    done: Done = walk.perform(
        "case.take_in_exhibit",
        case=walk.subject_case,
        record=str(record.pk),
        quantity="1块",
        seal_number=f"FT{walk.now:%y%m%d}-01",
        condition="完好，已封装拍照",
        place="证物室2号柜3层",
        custodian=walk.cast.officers["archivist"].name,
    )
    walk.later(minutes=10)
    exhibit: Exhibit = done.result
    return exhibit


def lend(walk: Walk, exhibit: Exhibit) -> None:
    """证物调取 for the hearing, and back."""
    for kind, person, purpose in (
        ("lend", "听证主持人", "听证质证"),
        ("give_back", exhibit.custodian, "听证结束归还"),
    ):
        walk.perform(
            "case.move_exhibit",
            case=walk.subject_case,
            exhibit=str(exhibit.pk),
            kind=kind,
            person=person,
            purpose=purpose,
        )
        walk.later(hours=2)


def give_away(walk: Walk, exhibit: Exhibit) -> None:
    """证物返还."""
    walk.perform(
        "case.dispose_exhibit",
        case=walk.subject_case,
        exhibit=str(exhibit.pk),
        fate="return",
        person=walk.party.representative or walk.party.name,
        basis="处罚决定已执行完毕，证物不须继续保管",
        place="本机关",
    )


def tie_film(walk: Walk, recording: Recording) -> None:
    """关联录像 to the case of the walk."""
    case = walk.subject_case
    if standing(recording, case.chain_key) is None:
        tie(actor=walk.as_role("handler"), at=walk.now, recording=recording, **subject_of(case))


def mark_film(walk: Walk, recording: Recording, steps: Sequence[str] = ()) -> int:
    """Mark every step of the case that is due (or those named) in a recording, one after the other. Returns how many."""
    case = walk.subject_case
    wanted = list(steps) or [step.id for step in steps_due(case.known, walk.day, case.bureau.jurisdiction)]
    each = max(recording.duration_ms // (len(wanted) + 1), 1) if wanted else 0
    for place, step in enumerate(wanted):
        mark(
            actor=walk.as_role("handler"),
            at=walk.now,
            step=step,
            recording=recording,
            begins_ms=place * each,
            ends_ms=min((place + 1) * each, recording.duration_ms),
            **subject_of(case),
        )
    return len(wanted)


def adopt(walk: Walk, recording: Recording) -> Record:
    """音视频转为视听资料证据."""
    done: Done = walk.perform(
        "case.adopt_recording",
        case=walk.subject_case,
        officers=walk.pair_ids,
        recording=str(recording.pk),
        proves="现场检查的全过程和违法行为的情况",
        elements=list(walk.matter.elements)[:1],
    )
    record: Record = done.result
    return record
