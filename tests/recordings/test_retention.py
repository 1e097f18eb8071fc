"""How long recordings are kept: by category, never shorter than the norm; tampering with it is found."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from chengguan.base.dates import CHINA
from chengguan.ledger.acting import Refused
from chengguan.recordings.acts.holds import classify, settle
from chengguan.recordings.facts.keeping import general_until, keeping_of
from chengguan.recordings.models import Derivative, Recording
from chengguan.recordings.verifying import verify_recordings
from chengguan.web.demonstration.investigation_steps import file, register_lead, verify_lead
from chengguan.web.demonstration.walk import Walk

from .kept import received, stored, tied

pytestmark = pytest.mark.django_db


def unmet(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.id for finding in refused.value.verdict.unmet]


def test_general_recordings_are_kept_six_months_and_never_less_than_thirty_days(walk: Walk) -> None:
    recording = received(walk)
    assert general_until(recording, None) == (date(2024, 11, 6), "自收录之日起6个月")
    recording.received_at = datetime(2026, 1, 31, 9, tzinfo=CHINA)
    assert general_until(recording, None)[0] == date(2026, 7, 31)


def test_a_person_lengthens_and_cannot_shorten(walk: Walk) -> None:
    recording, actor = received(walk), walk.as_role("archivist")
    inputs = {"actor": actor, "at": walk.now, "recording": recording, "reason": "群体性事件"}
    with pytest.raises(Refused) as refused:
        classify(category="general", keep_until=date(2024, 8, 1), **inputs)
    assert unmet(refused) == ["term_not_shortened"]
    longer = classify(category="general", keep_until=date(2025, 8, 1), **inputs).result
    assert longer.keep_until == date(2025, 8, 1)
    evidence = classify(category="evidence", permanent=True, **inputs).result
    assert (evidence.category, evidence.keep_until) == ("evidence", None)
    assert keeping_of(evidence).words == "由人员确定永久保管"
    back = classify(category="general", **inputs).result
    assert (back.category, back.keep_until) == ("general", date(2024, 11, 6))
    assert list(verify_recordings()) == []


def test_evidence_of_a_case_cannot_be_dropped(walk: Walk) -> None:
    for step in (register_lead, verify_lead, file):
        step(walk)
    recording = received(walk)
    tied(walk, recording)
    inputs = {"actor": walk.as_role("archivist"), "at": walk.now, "recording": recording, "reason": "无关"}
    with pytest.raises(Refused) as refused:
        classify(category="general", **inputs)
    assert unmet(refused) == ["evidence_stays"]
    with pytest.raises(Refused) as refused:
        classify(category="evidence", keep_until=date(2026, 1, 1), **inputs)
    assert unmet(refused) == ["term_not_shortened"]


def test_settling_twice_changes_nothing(walk: Walk, django_assert_num_queries: object) -> None:
    recording = Recording.objects.select_related("bureau").get(pk=received(walk).pk)
    with django_assert_num_queries(2):  # type: ignore[operator]
        settle(recording)


TAMPERED = {
    "category": ("evidence", "保管类别"),
    "keep_until": (date(2024, 6, 1), "保管期限"),
    "held": (True, "保留状态"),
    "destroyed_on": (date(2024, 6, 1), "销毁日期与台账不一致"),
    "offset_ms": (5, "时钟偏差"),
    "officer": (None, "执法人员"),
}


@pytest.mark.parametrize("column", TAMPERED)
def test_a_changed_column_is_found_and_named(walk: Walk, column: str) -> None:
    recording = received(walk)
    value, words = TAMPERED[column]
    Recording.objects.filter(pk=recording.pk).update(**{column: value})
    faults = list(verify_recordings())
    assert len(faults) == 1 and words in faults[0] and recording.number in faults[0]


def test_another_time_another_file_a_lost_file(walk: Walk) -> None:
    recording = received(walk)
    Recording.objects.filter(pk=recording.pk).update(began_at=recording.began_at + timedelta(hours=3))
    assert "开始时间" in "".join(verify_recordings())
    Recording.objects.filter(pk=recording.pk).update(began_at=recording.began_at, file=stored(b"another"))
    assert "文件与收录时的校验值不符" in "".join(verify_recordings())
    Recording.objects.filter(pk=recording.pk).update(file=recording.file)
    recording.file.removed_at = walk.now
    recording.file.save()
    assert "不在存储中" in "".join(verify_recordings())


def test_a_derivative_of_another_original_is_found(walk: Walk) -> None:
    recording = received(walk)
    Derivative.objects.create(
        recording=recording,
        kind="still",
        original_sha256="0" * 64,
        file=stored(b"still", "image/jpeg"),
        made_at=walk.now,
    )
    assert "所记原件的校验值与原件不符" in "".join(verify_recordings())
