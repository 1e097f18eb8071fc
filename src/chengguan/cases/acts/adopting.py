"""音视频转为证据 (行政处罚法 第四十六条第一款第三项): a recording, or a clip or still of it, becomes evidence of the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import examination as facts
from chengguan.cases.facts.footage import Footage, footage_of
from chengguan.cases.models import Case
from chengguan.documents.attaching import attach_stored
from chengguan.documents.models import StoredFile
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards
from chengguan.recordings.models import Derivative, Recording, Tie

from .issuing import issue_for_case, refs
from .recording import add_record, counted, investigated_by
from .words import grouped, printed

KINDS: Final = dict(Derivative.KINDS)


@act("case.adopt_recording", facts=facts.adoption, on="case")
def adopt_recording(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], recording: str, proves: str,
    derivative: str = "", title: str = "", elements: Sequence[str] = ()
) -> Done:  # fmt: skip
    """音视频转为视听资料证据: with the digests of the file, its marks, and who recorded it. The original stays where it is. Result: the record."""
    row = Recording.objects.select_related("file", "camera", "officer").get(pk=recording)
    made = facts.derivative_of(row, derivative) if derivative else None
    file = made.file if made is not None and made.file is not None else row.file
    cards = officer_cards(list(officers), local_date(at))
    marks = [mark for mark in footage_of(case) if mark.recording == row.pk and _within(mark, made)]
    name = title.strip() or _title(row, made)
    entered = _entered(row, made, file, marks, name=name, proves=proves)
    paper = issue_for_case(case, "evidence_extraction", at=at, act=printed(entered), officers=cards)
    record = add_record(
        case,
        at=at,
        act="case.adopt_recording",
        kind="audiovisual",
        title=name[:120],
        proves=proves,
        source=entered["source"][:200],
        place=row.place,
        made_at=_begin(row, made),
        officers=cards,
        details=_details(row, made, file, marks, elements, name),
        instrument=paper,
    )
    if made is not None:
        key = f"record/{record.pk}"
        attach_stored(
            file, name=name, subject_key=case.chain_key, record_key=key, scope=case, actor=actor, at=at
        )
    Tie.objects.filter(recording=row, subject_key=case.chain_key, untied_at=None).update(
        record_key=f"record/{record.pk}"
    )
    sets = {**counted(case.known, "audiovisual"), **investigated_by(case.known, cards)}
    data = {
        **entered,
        "recording": str(row.pk),
        "derivative": derivative,
        "officers": list(officers),
        "record": record.pk,
    }
    return Done(case, sets=sets, data=data, documents=refs(paper), result=record)


def _within(mark: Footage, made: Derivative | None) -> bool:
    """Whether a mark lies in the part that was taken."""
    if made is None or made.begins_ms is None:
        return True
    ends = made.ends_ms if made.ends_ms is not None else made.begins_ms
    return mark.begins_ms <= ends and mark.ends_ms >= made.begins_ms


def _title(recording: Recording, made: Derivative | None) -> str:
    kind = KINDS[made.kind] if made else recording.get_kind_display()
    caption = f"：{made.caption}" if made and made.caption else ""
    return f"执法{kind}（{recording.number}）{caption}"


def _begin(recording: Recording, made: Derivative | None) -> datetime:
    offset = made.begins_ms if made and made.begins_ms else 0
    return recording.began_at + timedelta(milliseconds=offset)


def _source(recording: Recording) -> str:
    device = f"执法记录仪{recording.camera.number}" if recording.camera else "音视频归集"
    officer = f"（{recording.officer.name}）" if recording.officer else ""
    return f"{device}{officer}，录像编号{recording.number}"


def _entered(
    recording: Recording, made: Derivative | None, file: StoredFile, marks: Sequence[Footage], *, name: str,
    proves: str,
) -> dict[str, Any]:  # fmt: skip
    """What the extraction sheet says."""
    part = KINDS[made.kind] if made else ""
    return {
        "kind": "视听资料",
        "title": name,
        "source": _source(recording),
        "obtained_at": _begin(recording, made),
        "place": recording.place or "执法现场",
        "original": f"原始文件的{part}，原始文件完整保存" if made else "原始文件",
        "original_at": f"音视频归集库，录像编号{recording.number}，SHA-256 {grouped(recording.file.sha256)}",
        "count": "1份",
        "sha256": file.sha256,
        "sm3": file.sm3,
        "medium": f"{file.media_type}，{file.size}字节",
        "proves": proves,
        "monitoring_basis": "",
        "marks": "；".join(_marked(mark) for mark in marks),
    }


def _marked(mark: Footage) -> str:
    second = mark.begins_ms // 1000
    return (
        f"{mark.title}（{mark.begins_at.astimezone(CHINA):%H:%M:%S}，第{second // 60}分{second % 60:02d}秒）"
    )


def _details(
    recording: Recording, made: Derivative | None, file: StoredFile, marks: Sequence[Footage],
    elements: Sequence[str], name: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "elements": list(elements),
        "admissible": True,
        "original": "original" if made is None else "excerpt",
        "recording": str(recording.pk),
        "recording_number": recording.number,
        "derivative": str(made.pk) if made else "",
        "original_sha256": recording.file.sha256,
        "sha256": file.sha256,
        "sm3": file.sm3,
        "begins_ms": made.begins_ms if made else 0,
        "ends_ms": made.ends_ms if made else recording.duration_ms,
        "files": [{"name": name, "sha256": file.sha256, "sm3": file.sm3}],
        "marks": [{"step": mark.step, "title": mark.title, "begins_ms": mark.begins_ms} for mark in marks],
    }
