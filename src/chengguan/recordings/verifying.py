"""Checks of `manage.py verify`: recordings, what was made from them, who saw them and how long they are kept agree with the ledger."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from chengguan.documents import storing
from chengguan.ledger.models import Entry, Posted

from .facts.keeping import keepings
from .models import Derivative, Recording, Viewing

PIECE: Final = 200
VIEWED: Final = ("name", "kind", "reason", "subject_key")
COLUMNS: Final = {
    "category": "保管类别",
    "keep_until": "保管期限",
    "held": "保留状态",
}


def verify_recordings() -> Iterator[str]:
    """Every recording against its entries: 200 at a time, a fixed number of queries for each piece."""
    rows = Recording.objects.select_related("bureau", "file", "camera", "officer").order_by("pk")
    for piece in _pieces(rows.iterator(chunk_size=PIECE)):
        entries = _entries(piece)
        kept = keepings(piece)
        made = _derivatives(piece)
        for row in piece:
            bodies = entries[row.chain_key]
            yield from _origin(row, bodies)
            yield from _keeping(row, kept[row.pk])
            yield from _destroyed(row)
            yield from made[row.pk]
        yield from _viewings(piece, entries)


def _pieces(rows: Iterable[Recording]) -> Iterator[list[Recording]]:
    source = iter(rows)
    while piece := list(islice(source, PIECE)):
        yield piece


def _entries(piece: Sequence[Recording]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """(kind, data) of the entries of some recordings, in order."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    chains = [row.chain_key for row in piece]
    rows = Entry.objects.filter(chain__in=chains).order_by("chain", "seq")
    for chain, kind, body in rows.values_list("chain", "kind", "body"):
        found[chain].append((kind, json.loads(body).get("data", {})))
    return found


def _origin(row: Recording, bodies: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """What the ledger keeps of the recording as it came, with the corrections of its source."""
    received = [data for kind, data in bodies if kind == "recording.receive"]
    if not received:
        yield f"录像 {row.number}: 台账中没有收录记录"
        return
    entered = received[0]
    if (row.file.sha256, row.file.sm3) != (entered.get("sha256"), entered.get("sm3")):
        yield f"录像 {row.number}: 文件与收录时的校验值不符"
    if row.stage != "destroyed" and not storing.present(row.file):
        yield f"录像 {row.number}: 文件 {row.file.sha256} 不在存储中"
    source = {**entered}
    for kind, data in bodies:
        if kind == "recording.correct":
            source.update(data.get("after", {}))
    wrong = [title for title, now, then in _source(row, source) if now != then]
    if wrong:
        yield f"录像 {row.number}: 数据表与台账不一致（{'、'.join(wrong)}）"


def _source(row: Recording, source: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [
        ("录像编号", row.number, source.get("number")),
        ("设备", row.camera.number if row.camera else "", source.get("camera")),
        ("执法人员", row.officer.name if row.officer else "", source.get("officer")),
        ("时钟偏差", row.offset_ms, source.get("offset_ms")),
        ("开始时间", row.began_at, _moment(source.get("began_at"))),
        ("结束时间", row.ended_at, _moment(source.get("ended_at"))),
        ("入库时间", row.received_at, _moment(source.get("received_at"))),
        ("设备记录的开始时间", row.device_began_at, _moment(source.get("device_began_at"))),
    ]


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _keeping(row: Recording, keeping: Any) -> Iterator[str]:
    if row.stage == "destroyed":
        return
    wrong = [title for name, title in COLUMNS.items() if getattr(row, name) != getattr(keeping, name)]
    if wrong:
        yield f"录像 {row.number}: {'、'.join(wrong)}与关联、保留和案卷期限推得的不一致"


def _destroyed(row: Recording) -> Iterator[str]:
    on = str(row.destroyed_on) if row.destroyed_on else None
    if on != row.known.get("recording_destroyed_on") or (row.stage == "destroyed") != bool(on):
        yield f"录像 {row.number}: 销毁日期与台账不一致"


def _derivatives(piece: Sequence[Recording]) -> dict[Any, list[str]]:
    """Derivatives that name another original, or whose content is gone while the recording is kept."""
    found: dict[Any, list[str]] = defaultdict(list)
    rows = Derivative.objects.filter(recording__in=piece).select_related("recording__file", "file")
    for row in rows.order_by("pk"):
        name = f"录像 {row.recording.number} 的{row.get_kind_display()}"
        if row.original_sha256 != row.recording.file.sha256:
            found[row.recording_id].append(f"{name}: 所记原件的校验值与原件不符")
        gone = row.file is not None and row.file.removed_at is not None
        if gone and row.recording.stage != "destroyed":
            found[row.recording_id].append(f"{name}: 内容已被删除，录像没有销毁")
    return found


def _viewings(
    piece: Sequence[Recording], entries: dict[str, list[tuple[str, dict[str, Any]]]]
) -> Iterator[str]:
    """Rows of the register against the entries of the act: neither more nor fewer, nor changed."""
    numbers = {item.pk: item.number for item in piece}
    entered = {
        int(data["viewing"]): (item.pk, _moment(data["at"]), *(data[name] for name in VIEWED))
        for item in piece
        for kind, data in entries[item.chain_key]
        if kind == "recording.view"
    }
    rows = Viewing.objects.filter(recording__in=piece).order_by("pk")
    for row in rows:
        values = (row.recording_id, row.at, *(getattr(row, name) for name in VIEWED))
        if entered.pop(row.pk, None) != values:
            yield f"录像 {numbers[row.recording_id]}: 调阅登记第{row.pk}条与台账不一致"
    for pk, (recording_id, *_) in entered.items():
        yield f"录像 {numbers[recording_id]}: 台账中的调阅登记第{pk}条不在数据表中"


def verify_removed() -> Iterator[str]:
    """Content of destroyed recordings that is still there although its removal is done and nothing else needs it."""
    from .removing import needed

    waiting = set(
        Posted.objects.filter(topic="recordings.remove")
        .exclude(state=Posted.DONE)
        .values_list("payload__recording", flat=True)
    )
    rows = Recording.objects.filter(stage="destroyed", file__removed_at=None).select_related("file")
    for row in rows.order_by("pk").iterator(chunk_size=PIECE):
        if str(row.pk) not in waiting and not needed(row.file):
            yield f"录像 {row.number}: 已经销毁，内容仍在存储中"
    made = Derivative.objects.filter(recording__stage="destroyed", file__removed_at=None).exclude(file=None)
    for part in made.select_related("file", "recording").order_by("pk").iterator(chunk_size=PIECE):
        if part.file and str(part.recording_id) not in waiting and not needed(part.file):
            yield f"录像 {part.recording.number}: 已经销毁，{part.get_kind_display()}仍在存储中"
