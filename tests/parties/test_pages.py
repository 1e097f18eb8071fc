"""Pages of parties: works, outsider 404, wrong role 403, refusal shown with its article."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from chengguan.base.dates import CHINA
from chengguan.ledger.models import Entry
from chengguan.parties import acts
from chengguan.parties.models import Party
from chengguan.people.models import Officer
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import Cast

NUMBER = "43058119900307001X"
FORM = {
    "kind": "individual",
    "name": "张演示",
    "id_number": NUMBER,
    "phone": "13800000000",
    "address": "湖南省武冈市示范路1号",
}


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    return client


@pytest.fixture
def registered(cast: Cast) -> Party:
    actor = actor_of(cast.handlers[0], timezone.localdate())
    party: Party = acts.register(actor=actor, at=datetime(2024, 5, 6, 9, tzinfo=CHINA), **FORM).result
    return party


def test_a_handler_registers_and_sees_masked_values(cast: Cast) -> None:
    client = login(cast.handlers[0])
    answer = client.post("/parties/new/", FORM, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200 and "已登记当事人" in page
    assert "430581********001X" in page and NUMBER not in page and "13800000000" not in page


def test_faults_stand_at_their_fields(cast: Cast) -> None:
    answer = login(cast.handlers[0]).post(
        "/parties/new/", {**FORM, "id_number": "430581199003070011", "phone": "1"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "身份证号校验码不符" in page and "11位手机号" in page


def test_refusal_is_shown_with_its_article(cast: Cast, registered: Party) -> None:
    answer = login(cast.handlers[0]).post("/parties/new/", {**FORM, "address": ""})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "同一号码在本局只登记一次" in page and "《行政处罚法》第五十九条第一款第（一）项" in page
    assert f"/parties/{registered.pk}/" in page
    assert 'name="reason-party_addressed"' in page


def test_a_reason_passes_a_warning(cast: Cast) -> None:
    data = {**FORM, "address": "", "reason-party_addressed": "暂住地待核实"}
    assert login(cast.handlers[0]).post("/parties/new/", data).status_code == 302


def test_another_squad_does_not_know_of_the_party(cast: Cast, registered: Party) -> None:
    client = login(cast.handlers[-1])
    for path in ("", "edit/"):
        assert client.get(f"/parties/{registered.pk}/{path}").status_code == 404
    assert (
        client.post(f"/parties/{registered.pk}/reveal/", {"field": "phone", "purpose": "serve"}).status_code
        == 404
    )
    assert "张演示" not in client.get("/parties/").content.decode()


def test_wrong_roles_are_refused(cast: Cast, registered: Party) -> None:
    admin, finance, clerk = (
        login(cast.officers[role]) for role in ("system_admin", "finance", "window_clerk")
    )
    assert admin.get("/parties/").status_code == 403
    assert finance.get("/parties/new/").status_code == 403
    assert clerk.post(f"/parties/{registered.pk}/reveal/", {"field": "phone"}).status_code == 403
    assert Client().get("/parties/").status_code == 302


def test_reveal_shows_once_and_leaves_a_record(cast: Cast, registered: Party) -> None:
    client = login(cast.officers["legal_reviewer"])
    url = f"/parties/{registered.pk}/reveal/"
    refused = client.post(url, {"field": "id_number", "purpose": ""})
    assert refused.status_code == 409 and "《个人信息保护法》第三十四条" in refused.content.decode()
    shown = client.post(url, {"field": "id_number", "purpose": "identify"})
    assert NUMBER in shown.content.decode() and shown["Cache-Control"] == "no-store"
    assert Entry.objects.filter(kind="party.reveal").count() == 1
    again = client.get(f"/parties/{registered.pk}/").content.decode()
    assert NUMBER not in again and "身份证号；用途：核对当事人身份" in again


def test_amendment_leaves_blank_fields_alone(cast: Cast, registered: Party) -> None:
    client = login(cast.handlers[0])
    url = f"/parties/{registered.pk}/edit/"
    page = client.get(url).content.decode()
    assert NUMBER not in page and "430581********001X" in page
    data = {"kind": "individual", "name": "张演示甲", "reason": "核对身份证后更正"}
    assert client.post(url, data).status_code == 302
    registered.refresh_from_db()
    assert (registered.name, registered.id_number) == ("张演示甲", NUMBER)
    assert "张演示 → 张演示甲" in client.get(f"/parties/{registered.pk}/").content.decode()
    assert client.post(url, data).status_code == 409


def test_list_filters_and_pages_by_key(cast: Cast) -> None:
    actor = actor_of(cast.handlers[0], timezone.localdate())
    for number in range(60):
        values = {
            "kind": "other_organisation",
            "name": f"演示摊点{number:02d}",
            "representative": "甲",
            "address": "示范路",
        }
        at = datetime(2024, 5, 6, 9, number, tzinfo=CHINA)
        acts.register(actor=actor, at=at, reasons={"party_identified": "待核"}, **values)
    client = login(cast.handlers[0])
    first = client.get("/parties/")
    pager = first.context["pages"]
    assert [row.name for row in first.context["rows"]][::24] == ["演示摊点59", "演示摊点35"]
    second = client.get("/parties/" + pager.next)
    assert second.context["rows"][0].name == "演示摊点34"
    back = client.get("/parties/" + second.context["pages"].previous)
    assert [r.name for r in back.context["rows"]] == [r.name for r in first.context["rows"]]
    last = client.get("/parties/" + pager.last)
    assert last.context["rows"][-1].name == "演示摊点00" and not last.context["pages"].next
    assert len(client.get("/parties/?q=摊点07").context["rows"]) == 1
    assert len(client.get("/parties/?kind=individual").context["rows"]) == 0
