"""Acts upon parties: lawful, refused with article, on the record."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from chengguan.base import search
from chengguan.base.dates import CHINA
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.ledger.verifying import verify_chains, verify_subjects
from chengguan.parties import acts
from chengguan.parties.models import Party
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import Cast

AT = datetime(2024, 5, 6, 9, tzinfo=CHINA)
NUMBER = "43058119900307001X"
CODE = "91110000600037341L"
VALUES = {
    "kind": "individual",
    "name": "张演示",
    "id_number": NUMBER,
    "phone": "13800000000",
    "address": "湖南省武冈市示范路1号",
}


@pytest.fixture
def handler(cast: Cast) -> Viewer:
    return actor_of(cast.handlers[0], date(2024, 5, 6))


def register(handler: Viewer, **changes: Any) -> Party:
    party: Party = acts.register(actor=handler, at=AT, **{**VALUES, **changes}).result
    return party


def unmet(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    verdict = refused.value.verdict
    return {finding.id for finding in (*verdict.unmet, *verdict.warnings, *verdict.open)}


def test_registration_derives_birth_and_gender(handler: Viewer) -> None:
    party = register(handler)
    assert (party.born_on, party.gender, party.squad_id) == (date(1990, 3, 7), "男", handler.squad_id)
    assert party.known["version"] == 1
    entry = Entry.objects.get(chain=party.chain_key)
    assert json.loads(entry.body)["data"]["after"]["name"] == "张演示"
    assert not [*verify_chains(), *verify_subjects()]


def test_registered_party_is_found_by_name_never_by_number(handler: Viewer) -> None:
    party = register(handler)
    assert [hit.key for hit in search.find(handler, "张演示")] == [str(party.pk)]
    assert search.find(handler, NUMBER) == []


@pytest.mark.parametrize(
    ("changes", "ground", "article"),
    [
        ({"name": " "}, "party_named", "行政处罚法 59.1(1)"),
        ({"id_number": "430581199003070011"}, "party_number_sound", "平台规则 当事人登记"),
        ({"phone": "12"}, "party_phone_sound", "平台规则 当事人登记"),
        ({"id_number": ""}, "party_identified", "行政处罚法 40"),
        ({"address": ""}, "party_addressed", "行政处罚法 59.1(1)"),
        (
            {"kind": "legal_person", "id_number": "", "credit_code": CODE},
            "party_represented",
            "平台规则 当事人登记",
        ),
    ],
)
def test_refused_with_its_article(
    handler: Viewer, changes: dict[str, str], ground: str, article: str
) -> None:
    with pytest.raises(Refused) as refused:
        register(handler, **changes)
    assert unmet(refused) == {ground}
    finding = refused.value.verdict.finding(ground)
    assert finding is not None and article in [cite.short for cite in finding.cites]
    assert not Party.objects.exists()


def test_a_warning_is_passed_with_a_reason(handler: Viewer) -> None:
    party = register(handler, id_number="", reasons={"party_identified": "当事人拒不出示，正在核实"})
    assert party.born_on is None


def test_one_number_one_party(handler: Viewer, cast: Cast) -> None:
    first = register(handler)
    with pytest.raises(Refused) as refused:
        register(handler, name="李演示")
    assert unmet(refused) == {"party_not_registered"}
    elsewhere = actor_of(cast.handlers[-1], AT.date())
    assert acts.register_or_find(actor=elsewhere, at=AT, **VALUES) == first
    other = acts.register_or_find(
        actor=elsewhere,
        at=AT,
        kind="legal_person",
        name="演示公司",
        credit_code=CODE,
        representative="王演示",
        address="示范路2号",
    )
    assert other.squad_id == elsewhere.squad_id


def test_amendment_keeps_both_versions(handler: Viewer) -> None:
    party = register(handler)
    done = acts.amend(
        actor=handler, at=AT, party=party, changes={"name": "张演示甲"}, reason="核对身份证后更正"
    )
    party.refresh_from_db()
    assert (party.name, party.known["version"]) == ("张演示甲", 2)
    assert done.data == {
        "reason": "核对身份证后更正",
        "before": {"name": "张演示"},
        "after": {"name": "张演示甲"},
    }
    with pytest.raises(Refused) as refused:
        acts.amend(actor=handler, at=AT, party=party, changes={"name": "张演示甲"}, reason="")
    assert unmet(refused) == {"party_changed", "party_change_explained"}


def test_unmasking_is_on_the_record(handler: Viewer) -> None:
    party = register(handler)
    done = acts.reveal(actor=handler, at=AT, party=party, field="id_number", purpose="serve")
    assert done.result == NUMBER
    assert done.entry is not None and NUMBER not in done.entry.body
    with pytest.raises(Refused) as refused:
        acts.reveal(actor=handler, at=AT, party=party, field="credit_code", purpose="")
    assert unmet(refused) == {"reveal_purpose_stated", "revealed_field_held"}


def test_only_the_offices_named_by_the_norm(cast: Cast, handler: Viewer) -> None:
    party = register(handler)
    finance = actor_of(cast.officers["finance"], AT.date())
    with pytest.raises(Refused) as refused:
        acts.amend(actor=finance, at=AT, party=party, changes={"name": "李演示"}, reason="更正")
    assert unmet(refused) == {"by_whom"}


def test_minors_names_are_not_indexed(handler: Viewer) -> None:
    register(handler, id_number="430581201001010013", name="赵演示")
    assert search.find(handler, "赵演示") == []
