"""What the public sees of whom: the policy, its sources and articles, masking of texts, the public copy of the decision."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.conftest import make_party

from chengguan.disclosure.copying import masked_content
from chengguan.disclosure.models import Publication
from chengguan.disclosure.policy import RULES, cites_of, compile_fields, shown_at
from chengguan.disclosure.scrubbing import MASKS, personal_data, scrubber, text_rules
from chengguan.disclosure.sources import SOURCES
from chengguan.ledger.norms import book
from chengguan.parties.acts import amend
from chengguan.parties.models import Party
from chengguan.people.models import Bureau
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk
from lawengine import Listing

DAY = date(2024, 5, 6)
PLACES = ("230751", "330108", "370114", "410802", "430581")
CITIZEN = {"kind": Party.INDIVIDUAL, "credit_code": "", "representative": "", "name": "周演示", "id_number": "11010519491231002X", "born_on": date(1949, 12, 31)}  # fmt: skip


def policy(name: str, on: date, place: str) -> Listing:
    found = book().listing(name, on=on, jurisdiction=place)
    assert found is not None, (name, on, place)
    return found


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("on", [DAY, date(2026, 5, 6)])
def test_every_item_of_the_policy_has_a_source_a_rule_and_an_article(place: str, on: date) -> None:
    for item in policy("disclosure_penalty", on, place).items:
        assert item["source"] in SOURCES, item["id"]
        assert item["rule"] in RULES and item["rule"] in MASKS, item["id"]
        assert item["who"] in ("minor", "individual", "sole_trader", "organisation", "any"), item["id"]
        assert item["cites"] and cites_of(item), item["id"]
        for cite in item["cites"]:
            assert cite.get("article") or cite.get("part"), item["id"]
            assert book().source(cite["law"], on=on) is not None, (item["id"], cite)
        assert item["rule"] == "hide" or "released" in item["stages"], item["id"]


def scrub(text: str, personal: bool = True, **words: Any) -> tuple[str, list[str]]:
    made = scrubber([*words.items()], text_rules(DAY, "430581"), personal=personal)
    shown, marks = made.scrub(text)
    return shown, [mark.id for mark in marks]


@pytest.mark.parametrize(
    ("text", "shown", "marks"),
    [
        ("身份证11010519491231002X，", "身份证***，", ["citizen_number"]),
        ("电话13912345678、0739-4321567", "电话139****5678、073*****1567", ["mobile", "telephone"]),
        ("驾驶湘E12345号货车", "驾驶湘E***号货车", ["plate"]),
        ("卡号6222021234567890123", "卡号***", ["bank_card"]),
        ("证人李小明在场", "证人李**在场", ["person"]),
        ("证人李小明看见", "证人李小明看见", ["person_unclear"]),
        ("倾倒建筑垃圾12立方米，罚款20000元", "倾倒建筑垃圾12立方米，罚款20000元", []),
        ("占用城市道路35平方米，2024年5月6日查获", "占用城市道路35平方米，2024年5月6日查获", []),
        ("1.李小明的询问笔录，证明当事人未经批准", "1.李**的询问笔录，证明当事人未经批准", ["interviewee"]),
        ("涉及配方", "涉及配方", ["business_secret"]),
    ],
)
def test_texts_are_masked_by_their_patterns(text: str, shown: str, marks: list[str]) -> None:
    assert scrub(text) == (shown, marks)


def test_dwellings_are_masked_for_persons_only_and_known_words_everywhere() -> None:
    assert scrub("示范小区3栋2单元501室")[0] == "示范小区***"
    assert scrub("示范小区3栋2单元501室", personal=False)[0] == "示范小区3栋2单元501室"
    assert scrub("王小二与王小二之妻", 王小二="王**")[0] == "王**与王**之妻"
    rules = text_rules(DAY, "430581")
    assert personal_data("联系13912345678", scrubber((), rules, personal=True))
    assert not personal_data("经武冈市人民政府复议决定撤销", scrubber((), rules, personal=True))


def published(walk: Walk) -> Publication:
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    return Publication.objects.get(subject_key=walk.subject_case.chain_key)


def seen(publication: Publication) -> str:
    """Everything that the public can read of a publication, as text."""
    content = masked_content(publication)
    assert content is not None
    return json.dumps(
        [publication.fields, publication.title, publication.party_name, content.as_data()], ensure_ascii=False
    )


@pytest.mark.django_db
def test_of_an_organisation_name_code_and_representative_are_public(walk: Walk) -> None:
    publication = published(walk)
    values = {row["id"]: row["value"] for row in publication.fields}
    assert values["party_name"] == "演示市甲乙建筑工程有限公司"
    assert values["party_code"] == "91430581MA4TE8T00P"
    assert values["representative"] == "王演示"
    assert values["violated"] == "《城市道路管理条例》第二十七条第（一）项"
    assert "13800000000" not in seen(publication)
    assert {row["id"]: row["rule"] for row in publication.withheld}["party_phone"] == "hide"
    assert [row["id"] for row in shown_at(publication.fields, "withdrawn", DAY, "430581")] == ["number", "decided_on", "organ"]  # fmt: skip


@pytest.mark.django_db
def test_of_a_citizen_only_the_surname(make_walk: Callable[..., Walk], cast: Any) -> None:
    publication = published(make_walk(party=make_party(cast, **CITIZEN), plan={"facts": "周演示（11010519491231002X）在示范路8号占道"}))  # fmt: skip
    assert publication.party_name == "周**" and publication.title.startswith("周**")
    text = seen(publication)
    assert not [word for word in ("周演示", "11010519491231002X", "13800000000", "示范路8号") if word in text]


@pytest.mark.django_db
def test_of_a_minor_not_even_the_surname(make_walk: Callable[..., Walk], cast: Any) -> None:
    party = make_party(cast, **{**CITIZEN, "id_number": "11010520080101003X", "born_on": date(2008, 1, 1)})
    publication = published(make_walk(party=party, plan={"facts": "周演示在示范广场占道经营", "penalty": "warning"}))  # fmt: skip
    assert publication.party_name == "未成年当事人"
    assert "周" not in "".join(row["value"] for row in publication.fields)
    assert "周演示" not in seen(publication)


@pytest.mark.django_db
def test_severity_and_policy_may_be_set_by_the_bureau(walk: Walk, bureau: Bureau) -> None:
    steps.summary_decide(walk)
    case = walk.subject_case
    compiled = compile_fields(case, DAY, hide=["擅自占用城市道路"])
    assert compiled.severity == "general" and not compiled.findings
    facts = next(row for row in compiled.fields if row["id"] == "facts")
    assert "擅自占用城市道路" not in facts["value"]


@pytest.mark.django_db
def test_what_the_decision_printed_before_the_party_was_amended_is_masked_too(
    make_walk: Callable[..., Walk], cast: Any
) -> None:
    walk = make_walk(party=make_party(cast, **CITIZEN), plan={"facts": "周演示在示范路8号门前占道"})
    published(walk)
    walk.later(hours=1)
    changes = {"name": "周演士", "address": "示范路9号"}
    amend(actor=walk.as_role("handler"), at=walk.now, party=walk.party, changes=changes, reason="登记有误")
    text = seen(Publication.objects.get())
    assert "周演示" not in text and "示范路8号" not in text
    assert compile_fields(walk.subject_case, DAY).party_name == "周**"
