"""Leads through acts: register, verify, extend, reply."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.cases.investigating import articles, ids, refused

from chengguan.documents.models import Instrument
from chengguan.intake.facts import duplicates
from chengguan.intake.models import Lead
from chengguan.ledger.models import Entry
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.walk import Walk


def registration(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "origin": "patrol",
        "received_at": walk.now,
        "discovered_on": walk.day,
        "occurred_on": walk.day,
        "place": steps.PLACE,
        "content": "占道堆放建材",
    }
    return {**values, **changes}


def verification(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "lead": walk.lead,
        "officers": walk.pair_ids,
        "checked_at": walk.now,
        "findings": "属实",
        "prima_facie": True,
        "own_jurisdiction": True,
    }
    return {**values, **changes}


def test_register(walk: Walk) -> None:
    steps.register_lead(walk)
    lead = Lead.objects.get()
    assert (lead.stage, lead.number) == ("registered", "武城管线〔2024〕第1号")
    assert lead.known["discovered_on"] == "2024-05-06"
    assert Entry.objects.get(chain=lead.chain_key).kind == "lead.register"
    assert Instrument.objects.get(subject_key=lead.chain_key).kind == "lead_registration"
    assert lead.squad_id == walk.cast.squads[0].pk


def test_numbers_follow_each_other(walk: Walk) -> None:
    for place in ("甲路", "乙路"):
        walk.perform("lead.register", **registration(walk, place=place))
    assert [lead.number for lead in Lead.objects.order_by("number")] == [
        "武城管线〔2024〕第1号",
        "武城管线〔2024〕第2号",
    ]


def test_a_possible_duplicate_asks_for_reasons(walk: Walk) -> None:
    walk.perform("lead.register", **registration(walk))
    assert ids(refused(walk, "lead.register", **registration(walk))) == ["not_duplicate"]
    assert Lead.objects.count() == 1
    walk.perform("lead.register", **registration(walk), reasons={"not_duplicate": "另一家店铺"})
    assert Lead.objects.count() == 2


def test_duplicates_by_party_and_matter(walk: Walk) -> None:
    steps.register_lead(walk)
    actor = walk.as_role("handler")
    same = {"matter": walk.matter, "party": walk.party}
    assert len(duplicates(actor, place="别处", occurred_on=walk.day + timedelta(days=7), **same)) == 1
    assert duplicates(actor, place="别处", occurred_on=walk.day + timedelta(days=8), **same) == []
    assert duplicates(actor, place="别处", occurred_on=walk.day) == []


def test_discovery_in_the_future_is_refused(walk: Walk) -> None:
    verdict = refused(walk, "lead.register", **registration(walk, discovered_on=walk.day + timedelta(days=1)))
    assert ids(verdict) == ["discovery_not_future"]
    assert articles(verdict, "discovery_not_future") == ["行政处罚法 36.1"]
    assert not Lead.objects.exists()
    assert not Entry.objects.exists()


def test_camera_finds_have_to_be_confirmed(walk: Walk) -> None:
    assert ids(refused(walk, "lead.register", **registration(walk, origin="camera"))) == ["camera_confirmed"]
    walk.perform("lead.register", **registration(walk, origin="camera", camera_confirmed=True))


def test_finance_does_not_register(walk: Walk) -> None:
    assert ids(refused(walk, "lead.register", "finance", **registration(walk))) == ["by_whom"]


def test_window_clerk_registers_for_the_bureau(walk: Walk) -> None:
    lead = walk.perform("lead.register", "window_clerk", **registration(walk, origin="tip")).result
    assert (lead.brigade_id, lead.squad_id) == (None, None)


def test_verify(walk: Walk) -> None:
    steps.register_lead(walk)
    steps.verify_lead(walk)
    lead = Lead.objects.get()
    assert lead.stage == "verified"
    assert lead.known["prima_facie_evidence"] is True
    assert lead.known["checked_by"] == walk.pair_ids
    assert lead.party_id == walk.party.pk


def test_one_officer_does_not_verify(walk: Walk) -> None:
    steps.register_lead(walk)
    verdict = refused(walk, "lead.verify", **verification(walk, officers=walk.pair_ids[:1]))
    assert ids(verdict) == ["officers_two"]
    assert articles(verdict, "officers_two") == ["行政处罚法 42.1"]


def test_the_same_officer_twice_does_not_verify(walk: Walk) -> None:
    steps.register_lead(walk)
    assert "officers_distinct" in ids(
        refused(walk, "lead.verify", **verification(walk, officers=[walk.pair_ids[0]] * 2))
    )


def test_conclusions_have_to_be_stated(walk: Walk) -> None:
    steps.register_lead(walk)
    inputs = verification(walk, prima_facie=None, own_jurisdiction=None, findings="")
    assert ids(refused(walk, "lead.verify", **inputs)) == [
        "jurisdiction_stated",
        "prima_facie_stated",
        "verification_described",
    ]


def test_window_clerk_does_not_verify(walk: Walk) -> None:
    steps.register_lead(walk)
    assert ids(refused(walk, "lead.verify", "window_clerk", **verification(walk))) == ["by_whom"]


def test_late_verification_asks_for_reasons(walk: Walk) -> None:
    """Fifteen working days from 2024-05-06, with the make-up day 2024-05-11, end on 2024-05-24."""
    steps.register_lead(walk)
    walk.later(days=19)
    assert ids(refused(walk, "lead.verify", **verification(walk))) == ["lead_check_timely"]


def test_extension_moves_the_end_of_the_check(walk: Walk) -> None:
    steps.register_lead(walk)
    assert ids(refused(walk, "lead.extend", lead=walk.lead, reason="案情复杂")) == ["by_whom"]
    walk.perform("lead.extend", "deputy_head", lead=walk.lead, reason="案情复杂")
    walk.later(days=19)
    walk.perform("lead.verify", **verification(walk))


def test_second_extension_asks_for_reasons(walk: Walk) -> None:
    steps.register_lead(walk)
    walk.perform("lead.extend", "deputy_head", lead=walk.lead, reason="案情复杂")
    assert ids(refused(walk, "lead.extend", "deputy_head", lead=walk.lead, reason="")) == [
        "extended_once",
        "extension_reasoned",
    ]


def test_reply_after_verification(walk: Walk) -> None:
    walk.plan |= {"origin": "tip", "wants_reply": True, "informant_phone": "13800000000"}
    steps.register_lead(walk)
    reply = {"lead": walk.lead, "content": "已核查，将依法处理", "method": "电话"}
    assert ids(refused(walk, "lead.reply", **reply)) == ["lead_handled"]
    steps.verify_lead(walk)
    done = walk.perform("lead.reply", **reply)
    assert done.subject.known["replied_on"] == "2024-05-06"
    assert Instrument.objects.get(kind="lead_reply").number == "武城管举复〔2024〕第1号"


def test_reply_that_nobody_asked_for(walk: Walk) -> None:
    steps.register_lead(walk)
    steps.verify_lead(walk)
    assert ids(refused(walk, "lead.reply", lead=walk.lead, content="", method="电话")) == [
        "reply_wanted",
        "reply_written",
    ]
