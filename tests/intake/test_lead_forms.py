"""Forms of leads: what they read, and what they say in Chinese."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from chengguan.cases.procedure import STEPS
from chengguan.intake.forms import ExtendLeadForm, RegisterLeadForm, ReplyForm, VerifyLeadForm, recent_parties
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.walk import Walk


def data(**values: Any) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def register_form(walk: Walk, **changes: Any) -> RegisterLeadForm:
    values = {
        "origin": "patrol",
        "received_at": "2024-05-06T08:50",
        "discovered_on": "2024-05-06",
        "occurred_on": "2024-05-05",
        "place": "示范路",
        "content": "占道",
        "matter": str(walk.matter.pk),
    }
    return RegisterLeadForm(
        data(**{**values, **changes}), subject=None, actor=walk.as_role("handler"), at=walk.now
    )


def test_register_form_gives_the_inputs_of_the_act(walk: Walk) -> None:
    form = register_form(walk)
    assert form.is_valid(), form.errors
    lead = STEPS["lead.register"].perform(actor=walk.as_role("handler"), at=walk.now, **form.inputs()).result
    assert lead.matter_id == walk.matter.pk
    assert [line.number for line in form.likely()] == [lead.number]


def test_register_form_speaks_chinese(walk: Walk) -> None:
    form = register_form(
        walk,
        discovered_on="2024-05-07",
        received_at="2024-05-06T12:00",
        wants_reply="on",
        informant_phone="",
        place="",
    )
    assert not form.is_valid()
    assert form.errors["discovered_on"] == ["发现日期不能晚于今天。"]
    assert form.errors["received_at"] == ["时间不能晚于现在，请核对。"]
    assert form.errors["informant_phone"] == ["举报人要求答复的，请填写联系电话。"]
    assert form.errors["place"] == ["此项必填。"]


def test_register_form_order_of_days_and_phone(walk: Walk) -> None:
    form = register_form(walk, occurred_on="2024-05-06", discovered_on="2024-05-05", informant_phone="12")
    assert not form.is_valid()
    assert "occurred_on" in form.errors
    assert "informant_phone" in form.errors


def test_register_form_starts_with_today(walk: Walk) -> None:
    form = RegisterLeadForm(subject=None, actor=walk.as_role("handler"), at=walk.now)
    assert form.get_initial_for_field(form.fields["discovered_on"], "discovered_on") == walk.day


def test_verify_form(walk: Walk) -> None:
    steps.register_lead(walk)
    values = {
        "officers": [str(pk) for pk in walk.pair_ids],
        "checked_at": "2024-05-06T09:20",
        "place": "示范路",
        "findings": "属实",
        "prima_facie": "yes",
        "own_jurisdiction": "no",
    }
    actor = walk.as_role("handler")
    form = VerifyLeadForm(data(**values), subject=walk.lead, actor=actor, at=walk.now)
    assert form.is_valid(), form.errors
    assert form.inputs()["prima_facie"] is True
    assert form.inputs()["own_jurisdiction"] is False
    assert form.inputs()["officers"] == walk.pair_ids
    early = VerifyLeadForm(
        data(**{**values, "checked_at": "2024-05-05T09:20", "prima_facie": ""}),
        subject=walk.lead,
        actor=actor,
        at=walk.now,
    )
    assert not early.is_valid()
    assert early.errors["checked_at"] == ["核查时间不能早于发现日期（2024-05-06）。"]
    assert early.errors["prima_facie"] == ["请选择。"]
    blank = VerifyLeadForm(subject=walk.lead, actor=actor, at=walk.now)
    assert blank.initial["place"] == steps.PLACE


def test_short_forms(walk: Walk) -> None:
    steps.register_lead(walk)
    actor = walk.as_role("handler")
    reply = ReplyForm(data(method="phone", content="已处理"), subject=walk.lead, actor=actor, at=walk.now)
    assert reply.is_valid() and reply.inputs() == {"content": "已处理", "method": "电话"}
    extend = ExtendLeadForm(data(reason=""), subject=walk.lead, actor=actor, at=walk.now)
    assert not extend.is_valid() and extend.errors["reason"] == ["此项必填。"]


def test_only_recent_parties_are_offered(walk: Walk) -> None:
    actor, own = walk.as_role("handler"), walk.party.pk
    assert list(recent_parties(actor, walk.now)) == []
    assert list(recent_parties(actor, walk.now, own)) == [walk.party]
    assert list(recent_parties(actor, walk.party.registered_at)) == [walk.party]
