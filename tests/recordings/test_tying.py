"""关联、解除、补录: what a recording belongs to, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.recordings.kept import received, tied

from chengguan.base import search
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.parties.models import Party
from chengguan.recordings.acts import marking, tying
from chengguan.recordings.models import Mark, Recording, Tie
from chengguan.web.demonstration.investigation_steps import file, identify, register_lead, verify_lead
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(walk: Walk) -> Walk:
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号"}
    for step in (register_lead, verify_lead, file, identify):
        step(walk)
    return walk


def unmet(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.id for finding in (*refused.value.verdict.unmet, *refused.value.verdict.warnings)]


def client_of(walk: Walk, role: str = "handler") -> Client:
    client = Client()
    client.force_login(walk.pair[0].user if role == "handler" else walk.cast.officers[role].user)
    return client


def test_a_tied_recording_is_found_by_case_and_party_and_counts_as_evidence(filed: Walk) -> None:
    recording = received(filed, place="建设路12号")
    assert not recording.tied
    actor = filed.as_role("handler")
    case = filed.subject_case
    tying.tie(
        actor=actor, at=filed.now, recording=recording, subject_key=case.chain_key, subject_number=case.number,
        subject_title=case.cause, party=case.party,
    )  # fmt: skip
    recording.refresh_from_db()
    assert recording.tied and case.number in recording.subject_numbers
    assert case.party and recording.party_names == case.party.name
    for words in ("建设路", case.number, case.party.name[:4]):
        assert [hit.key for hit in search.find(actor, words, kind="recording")] == [str(recording.pk)]
    with pytest.raises(Refused) as twice:
        tied(filed, recording)
    assert unmet(twice) == ["tie_new"]


def test_another_party_needs_a_reason(filed: Walk, cast: Any) -> None:
    other = Party.objects.create(
        bureau=cast.bureau, brigade=cast.brigade, squad=cast.squads[0], kind=Party.LEGAL_PERSON, name="别家公司",
        registered_at=filed.now,
    )  # fmt: skip
    recording, case = received(filed, party=other), filed.subject_case
    inputs: dict[str, Any] = {
        "actor": filed.as_role("handler"), "at": filed.now, "recording": recording, "subject_key": case.chain_key,
        "subject_number": case.number, "subject_title": case.cause, "party": case.party,
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        tying.tie(**inputs)
    assert unmet(refused) == ["tie_party_agrees"]
    tying.tie(**inputs, reasons={"tie_party_agrees": "同一现场"})


def test_untying_needs_a_reason_and_keeps_the_old_tie(filed: Walk) -> None:
    recording = received(filed)
    tied(filed, recording)
    actor, key = filed.as_role("handler"), filed.subject_case.chain_key
    with pytest.raises(Refused) as refused:
        tying.untie(actor=actor, at=filed.now, recording=recording, subject_key=key, reason=" ")
    assert unmet(refused) == ["untie_explained"]
    tying.untie(actor=actor, at=filed.now, recording=recording, subject_key=key, reason="不是本案现场")
    recording.refresh_from_db()
    assert not recording.tied and recording.subject_numbers == ""
    row = Tie.objects.get(recording=recording)
    assert row.untied_at == filed.now and row.reason == "不是本案现场"


def test_describing_keeps_what_was_there_in_the_ledger(filed: Walk) -> None:
    recording = received(filed, place="建设路")
    actor = filed.as_role("handler")
    inputs: dict[str, Any] = {"actor": actor, "at": filed.now, "recording": recording, "party": None}
    with pytest.raises(Refused) as same:
        tying.describe(**inputs, place="建设路", latitude=None, longitude=None)
    assert unmet(same) == ["description_changes"]
    with pytest.raises(Refused) as half:
        tying.describe(**inputs, place="建设路12号", latitude=26.7, longitude=None)
    assert unmet(half) == ["map_point_sound", "description_explained"]
    tying.describe(**inputs, place="建设路12号", latitude=26.7271, longitude=110.6303, reason="现场核实门牌")
    recording.refresh_from_db()
    assert recording.place == "建设路12号" and recording.cell is not None
    data = json.loads(Entry.objects.filter(kind="recording.describe").get().body)["data"]
    assert data["before"]["place"] == "建设路" and data["after"]["latitude"] == 26.7271


def test_footage_of_marks_that_name_a_case_is_tied_when_it_arrives(filed: Walk) -> None:
    case = filed.subject_case
    marking.mark(
        actor=filed.as_role("handler"), at=filed.now, step="credentials", begins_at=filed.now - timedelta(seconds=660),
        subject_key=case.chain_key, subject_number=case.number, subject_title=case.cause,
    )  # fmt: skip
    recording: Recording = received(filed)
    mark = Mark.objects.get()
    assert mark.recording == recording and mark.begins_ms is not None
    tie = Tie.objects.get(recording=recording)
    assert (tie.subject_key, tie.subject_number) == (case.chain_key, case.number)
    entry = Entry.objects.get(kind="recording.tie")
    assert json.loads(entry.body)["actor"]["name"] == "系统" and entry.caused_by


@pytest.mark.parametrize("act", ["tie", "untie", "describe"])
def test_pages_are_closed_to_outsiders_and_wrong_roles(filed: Walk, act: str) -> None:
    recording = received(filed)
    path = f"/recordings/{recording.pk}/{act}/"
    other = Client()
    other.force_login(filed.cast.pair(1)[0].user)
    assert other.get(path).status_code == 404
    assert client_of(filed, "finance").get(path).status_code == 403
    assert client_of(filed).get(path).status_code == 200


def test_the_page_finds_the_case_and_ties(
    filed: Walk, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    recording, case, client = received(filed), filed.subject_case, client_of(filed)
    path = f"/recordings/{recording.pk}/tie/"
    assert case.number in client.get(path, {"find": case.number}).content.decode()
    nothing = client.post(path, {"subject_key": "case/0190a2b4-0000-7000-8000-000000000000"})
    assert nothing.status_code == 422
    assert client.post(path, {"subject_key": case.chain_key}).status_code == 302
    again = client.post(path, {"subject_key": case.chain_key})
    assert again.status_code == 409 and "没有重复归入" in again.content.decode()
    assert (
        client.post(
            f"/recordings/{recording.pk}/untie/", {"subject_key": case.chain_key, "reason": "错"}
        ).status_code
        == 302
    )


def test_the_page_looks_for_a_party_and_keeps_what_was_entered(filed: Walk, party: Party) -> None:
    recording, client = received(filed), client_of(filed)
    path = f"/recordings/{recording.pk}/describe/"
    entered = {"place": "新华路", "find": party.name[:4], "latitude": "26.7", "longitude": "110.6"}
    page = client.post(path, entered | {"look": "1"}).content.decode()
    assert party.name in page and "新华路" in page
    assert client.post(path, entered | {"party": str(party.pk)}).status_code == 302
    recording.refresh_from_db()
    assert recording.party == party and recording.latitude == 26.7
