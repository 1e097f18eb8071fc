"""销毁: by list, two persons and a witness; what is held meanwhile stays; nothing goes that was not on the list."""

from __future__ import annotations

import json

import pytest

from chengguan.documents import storing
from chengguan.documents.models import Attachment, Instrument
from chengguan.documents.verifying import verify_files, verify_issued
from chengguan.ledger import verifying
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry, Posted
from chengguan.recordings.acts import destruction as acts
from chengguan.recordings.acts import holds
from chengguan.recordings.acts.viewing import view
from chengguan.recordings.models import Derivative, Destruction, Recording
from chengguan.recordings.removing import remove_posted
from chengguan.recordings.selectors.custody import due_for_destruction
from chengguan.recordings.verifying import verify_recordings, verify_removed
from chengguan.web.demonstration.walk import Walk

from .kept import LATER, received, stored, work

pytestmark = pytest.mark.django_db
WHY = {"witness_attended": "监销人账号停用，现场签字"}


def unmet(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.id for finding in refused.value.verdict.unmet]


def proposed(walk: Walk, recordings: list[Recording]) -> Destruction:
    done = acts.propose(
        actor=walk.as_role("archivist"), at=walk.now, recordings=recordings, reason="保存期限届满"
    )
    destruction: Destruction = done.result
    return destruction


def approved(walk: Walk, recordings: list[Recording]) -> Destruction:
    destruction = proposed(walk, recordings)
    acts.approve(actor=walk.as_role("deputy_head"), at=walk.now, destruction=destruction, opinion="同意销毁")
    return destruction


def carried_out(walk: Walk, destruction: Destruction) -> Instrument:
    witness = walk.cast.officers["legal_reviewer"]
    acts.attend(actor=walk.as_role("legal_reviewer"), at=walk.now, destruction=destruction)
    done = acts.carry_out(
        actor=walk.as_role("archivist"),
        at=walk.now,
        destruction=destruction,
        witness=witness,
        method="删除存储中的内容",
    )
    paper: Instrument = done.result
    return paper


def order(walk: Walk, recording: Recording) -> None:
    holds.place(
        actor=walk.as_role("legal_reviewer"), at=walk.now, target_key=recording.chain_key, target_title="录像",
        organ="市检察院", document_number="1号", reason="调取",
    )  # fmt: skip


@pytest.fixture
def due(walk: Walk) -> list[Recording]:
    rows = [received(walk) for _ in range(3)]
    walk.now += LATER
    return rows


def test_only_what_is_due_and_free_is_offered_and_proposed(walk: Walk, due: list[Recording]) -> None:
    fresh = received(walk)
    order(walk, due[0])
    offered = due_for_destruction(walk.as_role("archivist"), walk.day)
    assert {row.pk for row in offered} == {due[1].pk, due[2].pk}
    for wrong in (fresh, due[0]):
        with pytest.raises(Refused) as refused:
            proposed(walk, [wrong])
        assert unmet(refused) == ["destruction_items_due"]
    proposed(walk, [due[1]])
    assert [row.pk for row in due_for_destruction(walk.as_role("archivist"), walk.day)] == [due[2].pk]
    with pytest.raises(Refused) as refused:
        proposed(walk, [due[1]])
    assert unmet(refused) == ["destruction_items_free"]


def test_destroyed_content_is_gone_the_record_stays(walk: Walk, due: list[Recording]) -> None:
    original = due[0].file
    still = Derivative.objects.create(
        recording=due[0],
        kind="still",
        original_sha256=original.sha256,
        file=stored(b"still of it", "image/jpeg"),
        made_at=walk.now,
    )
    destruction = approved(walk, due[:2])
    paper = carried_out(walk, destruction)
    assert storing.present(original)
    work(walk.now)
    for row in (original, still.file):
        row.refresh_from_db()
        assert row.removed_at and not storing.present(row)
    assert storing.present(due[2].file)
    due[0].refresh_from_db()
    assert (due[0].stage, due[0].destroyed_on) == ("destroyed", walk.day)
    assert due[0].known["recording_destruction"] == destruction.number
    assert json.loads(paper.context)["act"]["attendance"] == "本人登录确认"
    assert {paper.kind for paper in Instrument.objects.all()} == {"destruction_list", "destruction_record"}
    with pytest.raises(Refused) as refused:
        view(actor=walk.as_role("handler"), at=walk.now, recording=due[0], kind="play", reason="看")
    assert unmet(refused) == ["recording_kept"]
    assert refused.value.verdict.unmet[0].id == "recording_kept"
    with pytest.raises(Refused) as refused:
        order(walk, due[0])
    assert unmet(refused) == ["hold_target_kept"]
    faults = [*verify_recordings(), *verify_removed(), *verify_files(), *verify_issued()]
    assert faults == [] and list(verifying.verify_subjects()) == []


def test_the_work_bears_being_done_twice(walk: Walk, due: list[Recording]) -> None:
    carried_out(walk, approved(walk, due[:1]))
    work(walk.now)
    for row in Posted.objects.filter(topic="recordings.remove"):
        remove_posted(row.payload)
    assert not Posted.objects.exclude(state="done").exists()
    remove_posted({"recording": str(due[1].pk), "at": walk.now.isoformat()})
    assert storing.present(due[1].file)


def test_content_that_a_case_needs_stays(walk: Walk, due: list[Recording]) -> None:
    Attachment.objects.create(
        bureau=walk.cast.bureau, subject_key="case/x", file=due[0].file, name="证据.mp4", uploaded_at=walk.now
    )
    carried_out(walk, approved(walk, due[:1]))
    work(walk.now)
    assert storing.present(due[0].file)
    assert list(verify_removed()) == []


def test_two_persons_approve_and_carry_out(walk: Walk, due: list[Recording]) -> None:
    destruction = proposed(walk, due[:1])
    archivist = walk.as_role("archivist")
    with pytest.raises(Refused) as refused:
        acts.approve(actor=archivist, at=walk.now, destruction=destruction, opinion="同意")
    assert "by_whom" in unmet(refused) and "approver_differs" in unmet(refused)
    inputs = {"actor": archivist, "at": walk.now, "destruction": destruction, "method": "删除"}
    other = walk.cast.officers["legal_reviewer"]
    with pytest.raises(Refused) as refused:
        acts.carry_out(witness=other, **inputs)
    assert "destruction_approved" in unmet(refused)
    acts.approve(actor=walk.as_role("organ_head"), at=walk.now, destruction=destruction, opinion="同意")
    with pytest.raises(Refused) as refused:
        acts.carry_out(witness=walk.cast.officers["archivist"], reasons=WHY, **inputs)
    assert unmet(refused) == ["witness_present"]
    with pytest.raises(Refused) as refused:
        acts.carry_out(witness=other, **inputs)
    assert [finding.id for finding in refused.value.verdict.warnings] == ["witness_attended"]
    acts.carry_out(witness=other, reasons=WHY, **inputs)
    assert Recording.objects.get(pk=due[0].pk).stage == "destroyed"


def test_a_hold_after_the_approval_takes_the_item_out_on_record(walk: Walk, due: list[Recording]) -> None:
    destruction = approved(walk, due)
    order(walk, due[1])
    paper = carried_out(walk, destruction)
    work(walk.now)
    stages = dict(Recording.objects.values_list("pk", "stage"))
    assert [stages[row.pk] for row in due] == ["destroyed", "kept", "destroyed"]
    assert storing.present(due[1].file)
    left = destruction.items.get(recording=due[1])
    assert left.excluded_because == "执行时移出：保留中：书面要求保留" and left.removed_at is None
    assert json.loads(paper.context)["act"]["left"][0]["number"] == due[1].number
    assert "书面要求保留" in paper.content


def test_what_the_store_locks_stays(walk: Walk, due: list[Recording]) -> None:
    destruction = approved(walk, due[:2])
    storing.lock(due[0].file, hold=True)
    carried_out(walk, destruction)
    work(walk.now)
    assert Recording.objects.get(pk=due[0].pk).stage == "kept" and storing.present(due[0].file)
    assert "依法保留" in destruction.items.get(recording=due[0]).excluded_because


def test_a_hold_before_the_approval_must_be_struck_first(walk: Walk, due: list[Recording]) -> None:
    destruction = proposed(walk, due[:2])
    order(walk, due[0])
    head = walk.as_role("organ_head")
    with pytest.raises(Refused) as refused:
        acts.approve(actor=head, at=walk.now, destruction=destruction, opinion="同意")
    assert unmet(refused) == ["destruction_items_due"]
    inputs = {"actor": head, "at": walk.now, "destruction": destruction, "recording": due[0]}
    acts.strike(reason="检察机关要求保留", **inputs)
    with pytest.raises(Refused) as refused:
        acts.strike(reason="再次", **inputs)
    assert unmet(refused) == ["destruction_item_listed"]
    acts.approve(actor=head, at=walk.now, destruction=destruction, opinion="同意")
    carried_out(walk, destruction)
    assert Recording.objects.get(pk=due[0].pk).stage == "kept"


def test_a_list_that_is_withdrawn_destroys_nothing(walk: Walk, due: list[Recording]) -> None:
    destruction = approved(walk, due[:1])
    acts.withdraw(actor=walk.as_role("archivist"), at=walk.now, destruction=destruction, reason="暂缓")
    with pytest.raises(Refused) as refused:
        carried_out(walk, destruction)
    assert "destruction_approved" in unmet(refused)
    assert Recording.objects.filter(stage="destroyed").count() == 0


def test_nothing_is_removed_when_carrying_out_breaks_off(
    walk: Walk, due: list[Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill before the end of the transaction: no recording destroyed, no file gone, the list can be carried out again."""
    destruction = approved(walk, due)

    def broken(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(acts, "_mark", broken)
    with pytest.raises(KeyboardInterrupt):
        carried_out(walk, destruction)
    monkeypatch.undo()
    assert not Posted.objects.filter(topic="recordings.remove").exists()
    assert not Entry.objects.filter(kind="recording.destroy").exists()
    assert Recording.objects.filter(stage="destroyed").count() == 0
    acts.carry_out(
        actor=walk.as_role("archivist"), at=walk.now, destruction=destruction,
        witness=walk.cast.officers["legal_reviewer"], method="删除", reasons=WHY,
    )  # fmt: skip
    assert Recording.objects.filter(stage="destroyed").count() == 3


def test_content_left_after_destruction_is_found(walk: Walk, due: list[Recording]) -> None:
    carried_out(walk, approved(walk, due[:1]))
    assert list(verify_removed()) == []
    Posted.objects.all().update(state="done")
    assert "内容仍在存储中" in "".join(verify_removed())
