"""保留 (法律保留): what is tied to an open matter is not destroyed.

Holds of open matters are placed and released by reactions to the acts of the matter (`hold_subject`, `release_subject`);
an order in writing (书面要求保留) is an act. Every change settles the recordings concerned, under their row locks.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act
from chengguan.recordings.facts import holds as facts
from chengguan.recordings.facts.keeping import Keeping, keeping_of, keepings
from chengguan.recordings.models import Hold, KeepingTerm, Recording, Tie

RECENT: Final = timedelta(days=2)


def settle(recording: Recording) -> None:
    """Set category, end of the retention period and hold of a recording anew, from its ties and holds. Called inside acts."""
    if recording.stage != "destroyed":
        _settle(recording, keeping_of(recording))


def settle_all(recordings: Iterable[Recording]) -> int:
    """Settle several recordings: three queries, and one for each that changes. Returns how many changed."""
    rows = [row for row in recordings if row.stage != "destroyed"]
    found = keepings(rows)
    return sum(_settle(row, found[row.pk]) for row in rows)


def settle_recent(now: datetime) -> int:
    """Daily: recordings tied in the last days once more. A hold placed in the same instant as a tie may not have seen it;

    destruction reads holds and ties anew in any case. Returns how many changed.
    """
    since = now - RECENT
    ids = Tie.objects.filter(tied_at__gte=since, recording__stage="kept").values_list(
        "recording_id", flat=True
    )
    changed = 0
    for pk in sorted(set(ids)):
        with transaction.atomic():
            changed += settle_all([Recording.locked(pk)])
    return changed


def _settle(recording: Recording, keeping: Keeping) -> bool:
    wanted = {"category": keeping.category, "keep_until": keeping.keep_until, "held": keeping.held}
    if all(getattr(recording, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(recording, name, value)
    Recording.objects.filter(pk=recording.pk).update(**wanted)
    return True


def of_subject(subject_key: str) -> list[Recording]:
    """Recordings of a subject (or the recording itself), locked in one order, so that destruction and holds wait for each other."""
    name, _, key = subject_key.partition("/")
    own = Q(pk=uuid.UUID(key)) if name == "recording" else Q()
    concerned = own or Q(ties__subject_key=subject_key, ties__untied_at=None)
    keys = Recording.objects.filter(concerned).values_list("pk", flat=True).order_by()
    ids = set(keys)
    if not ids:
        return []
    rows = Recording.objects.select_for_update(of=("self",)).select_related("bureau")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def hold_subject(
    *, bureau_id: int, subject_key: str, basis: str, reason: str, at: datetime, officer: int | None = None,
    title: str = ""
) -> Hold:  # fmt: skip
    """Place a hold over everything tied to a subject; a second of the same basis changes nothing. Called inside acts."""
    recordings = of_subject(subject_key)
    hold, made = Hold.objects.get_or_create(
        subject_key=subject_key,
        basis=basis,
        lifted_at=None,
        defaults={
            "bureau_id": bureau_id,
            "subject_title": title[:200],
            "reason": reason[:200],
            "placed_at": at,
            "placed_by_id": officer,
        },
    )
    if made:
        settle_all(recordings)
    return hold


def release_subject(
    *, bureau_id: int, subject_key: str, basis: str, at: datetime, reason: str = "", officer: int | None = None
) -> bool:  # fmt: skip
    """End the hold of one basis over a subject; whether there was one. Called inside acts."""
    recordings = of_subject(subject_key)
    rows = Hold.objects.filter(
        bureau_id=bureau_id, subject_key=subject_key, basis=basis, lifted_at=None
    ).exclude(basis=Hold.ORDER)
    released = rows.update(lifted_at=at, lifted_by_id=officer, lift_reason=reason[:200])
    if released:
        settle_all(recordings)
    return bool(released)


def keep_subject(
    *, bureau_id: int, subject_key: str, at: datetime, evidence: bool, permanent: bool = False,
    keep_until: date | None = None
) -> KeepingTerm:  # fmt: skip
    """State how long the record of a subject is kept; its recordings follow. Called inside acts."""
    recordings = of_subject(subject_key)
    values = {"evidence": evidence, "permanent": permanent, "keep_until": keep_until, "settled_at": at}
    term, _ = KeepingTerm.objects.update_or_create(
        subject_key=subject_key, defaults={"bureau_id": bureau_id, **values}
    )
    settle_all(recordings)
    return term


@act("hold.place", facts=facts.placing)
def place(
    *, actor: Viewer, at: datetime, target_key: str, target_title: str, organ: str, document_number: str,
    reason: str
) -> Done:  # fmt: skip
    """登记保留 (书面要求保留): `target_key` is a recording's chain key or that of a subject with recordings. Result: the Hold."""
    recordings = of_subject(target_key)
    hold = Hold.objects.create(
        id=uuid7(at),
        bureau_id=actor.bureau_id,
        subject_key=target_key,
        subject_title=target_title[:200],
        basis=Hold.ORDER,
        organ=organ.strip(),
        document_number=document_number.strip(),
        reason=reason.strip()[:200],
        placed_at=at,
        placed_by_id=actor.officer_id or None,
    )
    settle_all(recordings)
    data = {
        "subject_key": target_key,
        "subject_title": target_title,
        "organ": organ,
        "document_number": document_number,
        "reason": reason,
        "recordings": [row.number for row in recordings if row.stage != "destroyed"],
        "destroyed_before": [row.number for row in recordings if row.stage == "destroyed"],
    }
    return Done(hold, data=data, result=hold)


@act("hold.lift", facts=facts.lifting, on="hold")
def lift(*, actor: Viewer, at: datetime, hold: Hold, reason: str) -> Done:
    """解除保留: of an order in writing only; the holds of open matters end with the matter."""
    recordings = of_subject(hold.subject_key)
    hold.lifted_at, hold.lifted_by_id, hold.lift_reason = at, actor.officer_id or None, reason.strip()[:200]
    hold.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    settle_all(recordings)
    return Done(hold, sets={"hold_lifted_on": local_date(at)}, data={"reason": reason}, result=hold)


@act("recording.classify", facts=facts.classifying, on="recording")
def classify(
    *, actor: Viewer, at: datetime, recording: Recording, category: str, reason: str,
    keep_until: date | None = None, permanent: bool = False
) -> Done:  # fmt: skip
    """确定保管类别: by a person, with a reason; the period may be lengthened, never shortened."""
    sets = {
        "recording_category": category,
        "recording_keep_until": keep_until,
        "recording_keep_permanently": permanent,
    }
    before = {"category": recording.category, "keep_until": recording.keep_until}
    recording.known = {**recording.known, **sets, "recording_keep_until": str(keep_until or "") or None}
    settle(recording)
    data = {"reason": reason, "before": before, "after": recording.keep_until}
    return Done(recording, sets=sets, data=data, result=recording)
