"""Nobody sees a recording off the record (公共安全视频图像信息系统管理条例 第十六条)."""

from __future__ import annotations

import json

import pytest

from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.people.selectors import actor_of
from chengguan.recordings.acts.viewing import view
from chengguan.recordings.models import Viewing
from chengguan.recordings.verifying import verify_recordings
from chengguan.web.demonstration.investigation_steps import file, register_lead, verify_lead
from chengguan.web.demonstration.walk import Walk

from .kept import received, tied

pytestmark = pytest.mark.django_db


def test_a_viewing_is_in_the_register_and_in_the_ledger(walk: Walk) -> None:
    recording = received(walk, party=walk.party)
    actor = walk.as_role("legal_reviewer")
    view(actor=actor, at=walk.now, recording=recording, kind="download", reason="核对执法过程")
    row = Viewing.objects.get()
    assert (row.name, row.kind, row.reason) == (actor.name, "download", "核对执法过程")
    data = json.loads(Entry.objects.get(kind="recording.view").body)["data"]
    assert data["persons"] == [walk.pair[0].name, walk.party.name]
    assert list(verify_recordings()) == []


def test_playing_within_a_case_needs_no_reason_elsewhere_it_does(walk: Walk) -> None:
    for step in (register_lead, verify_lead, file):
        step(walk)
    recording = received(walk)
    actor, key = walk.as_role("handler"), walk.subject_case.chain_key
    with pytest.raises(Refused) as refused:
        view(actor=actor, at=walk.now, recording=recording, kind="play", reason=" ", subject_key=key)
    assert [finding.id for finding in refused.value.verdict.unmet] == ["viewing_reason_given"]
    tied(walk, recording)
    done = view(actor=actor, at=walk.now, recording=recording, kind="play", reason="", subject_key=key)
    assert done.result.reason == f"办理{walk.subject_case.number}"
    with pytest.raises(Refused):
        view(actor=actor, at=walk.now, recording=recording, kind="download", reason="", subject_key=key)


def test_an_unknown_kind_is_an_error_of_the_caller(walk: Walk) -> None:
    with pytest.raises(ValueError, match="peek"):
        view(
            actor=actor_of(walk.pair[0], walk.day),
            at=walk.now,
            recording=received(walk),
            kind="peek",
            reason="x",
        )


def test_a_changed_or_missing_row_of_the_register_is_found(walk: Walk) -> None:
    recording, actor = received(walk), walk.as_role("handler")
    for reason in ("甲", "乙"):
        view(actor=actor, at=walk.now, recording=recording, kind="play", reason=reason)
    first, second = Viewing.objects.order_by("pk")
    Viewing.objects.filter(pk=first.pk).update(reason="丙")
    gone = second.pk
    second.delete()
    faults = "\n".join(verify_recordings())
    assert f"调阅登记第{first.pk}条与台账不一致" in faults
    assert f"台账中的调阅登记第{gone}条不在数据表中" in faults
