"""证物保管: onto the shelf, out and back, to its end; hand by hand, and nothing lost sight of at closing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.cases.investigating import ids, refused, run

from chengguan.cases.models import Case, Exhibit, ExhibitMove, Record
from chengguan.cases.verifying_footage import verify_exhibits
from chengguan.ledger.models import Entry
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def sampled(walk: Walk) -> Walk:
    """A case with one physical piece of evidence."""
    run(walk, "case.identify_party")
    walk.perform(
        "case.collect_evidence", case=walk.subject_case, officers=walk.pair_ids, kind="physical", title="广告布一幅",
        source="现场", obtained_at=walk.now, place="示范路", original="original", credentials_shown=True, proves="占道经营",
    )  # fmt: skip
    return walk


def thing(walk: Walk) -> Record:
    return walk.subject_case.records.get(kind="physical")


def shelf(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "record": str(thing(walk).pk), "quantity": "1幅", "seal_number": "FT-001", "condition": "完好", "place": "证物室2号柜",
        "custodian": "保管员甲",
    }  # fmt: skip
    return {**values, **changes}


def take_in(walk: Walk) -> Exhibit:
    done = walk.perform("case.take_in_exhibit", case=walk.subject_case, **shelf(walk))
    exhibit: Exhibit = done.result
    return exhibit


def move(walk: Walk, exhibit: Exhibit, kind: str, **changes: Any) -> None:
    inputs = {"exhibit": str(exhibit.pk), "kind": kind, "person": "测试甲", "purpose": "送检", **changes}
    walk.perform("case.move_exhibit", case=walk.subject_case, **inputs)


def dispose(walk: Walk, exhibit: Exhibit, fate: str, **changes: Any) -> dict[str, Any]:
    return {
        "exhibit": str(exhibit.pk),
        "fate": fate,
        "person": "王演示",
        "basis": "处罚决定已执行完毕",
        **changes,
    }


def test_hand_by_hand(sampled: Walk) -> None:
    exhibit = take_in(sampled)
    assert exhibit.number == "武城管证〔2024〕第1号" and sampled.subject_case.known["exhibits_unsettled"]
    move(sampled, exhibit, "lend")
    exhibit.refresh_from_db()
    assert (exhibit.state, exhibit.holder) == ("lent", "测试甲")
    wrong = {"exhibit": str(exhibit.pk), "kind": "lend", "person": "乙", "purpose": "再送检"}
    assert ids(refused(sampled, "case.move_exhibit", case=sampled.subject_case, **wrong)) == [
        "exhibit_move_fits"
    ]
    inputs = dispose(sampled, exhibit, "return")
    assert ids(refused(sampled, "case.dispose_exhibit", case=sampled.subject_case, **inputs)) == [
        "exhibit_in_custody"
    ]
    move(sampled, exhibit, "give_back", seal_number="FT-002", condition="检材已取样", purpose="送检归还")
    move(sampled, exhibit, "relocate", person="保管员乙", place="大队证物室", purpose="移交大队保管")
    exhibit.refresh_from_db()
    assert (exhibit.seal_number, exhibit.custodian, exhibit.place) == ("FT-002", "保管员乙", "大队证物室")
    sampled.perform("case.dispose_exhibit", case=sampled.subject_case, **inputs)
    kinds = list(ExhibitMove.objects.filter(exhibit=exhibit).values_list("kind", flat=True))
    assert kinds == ["take_in", "lend", "give_back", "relocate", "return"]
    assert sampled.subject_case.known["exhibits_unsettled"] == []
    assert sampled.instrument("exhibit_disposal").title == "证物处理记录"
    assert list(verify_exhibits()) == []
    Exhibit.objects.update(state="kept")
    assert len(list(verify_exhibits())) == 1


@pytest.mark.parametrize(
    ("changes", "grounds"),
    [
        ({"seal_number": " "}, ["exhibit_described"]),
        (
            {"record": "01900000-0000-7000-8000-000000000000"},
            ["exhibit_new", "exhibit_not_good", "exhibit_physical"],
        ),
    ],
)
def test_what_the_shelf_asks(sampled: Walk, changes: dict[str, Any], grounds: list[str]) -> None:
    inputs = {**shelf(sampled), **changes}
    assert ids(refused(sampled, "case.take_in_exhibit", case=sampled.subject_case, **inputs)) == grounds


def test_a_thing_lies_on_the_shelf_once(sampled: Walk) -> None:
    take_in(sampled)
    assert ids(refused(sampled, "case.take_in_exhibit", case=sampled.subject_case, **shelf(sampled))) == [
        "exhibit_new"
    ]


def test_destruction_waits_for_the_decision_and_needs_two(sampled: Walk) -> None:
    exhibit = take_in(sampled)
    inputs = dispose(sampled, exhibit, "destroy")
    found = ids(refused(sampled, "case.dispose_exhibit", case=sampled.subject_case, **inputs))
    assert found == ["destruction_witnessed", "exhibit_after_decision"]


def test_closing_only_says_what_is_still_kept(sampled: Walk) -> None:
    exhibit = take_in(sampled)
    verdict = refused(
        sampled, "case.close", "deputy_head", case=sampled.subject_case, performance="已缴", opinion="结案"
    )
    found = verdict.finding("exhibits_settled")
    assert (
        found is not None and found.level == "note" and exhibit.number in found.seen["exhibits_unsettled"][0]
    )
    assert "exhibits_settled" not in ids(verdict)


def test_after_closing_it_can_still_be_returned(sampled: Walk) -> None:
    exhibit = take_in(sampled)
    case = sampled.subject_case
    Case.objects.filter(pk=case.pk).update(known={**case.known, "closed_on": "2024-06-01"})
    sampled.perform("case.dispose_exhibit", case=sampled.subject_case, **dispose(sampled, exhibit, "return"))
    exhibit.refresh_from_db()
    assert exhibit.state == "returned"


def test_pages(sampled: Walk) -> None:
    client = Client()
    client.force_login(sampled.pair[0].user, backend="django.contrib.auth.backends.ModelBackend")
    base = f"/cases/{sampled.subject_case.pk}"
    form = f"{base}/acts/case.take_in_exhibit/"
    assert "广告布一幅" in client.get(form).content.decode()
    assert client.post(form, shelf(sampled)).status_code == 302
    exhibit = Exhibit.objects.get()
    text = client.get(f"{base}/evidence/").content.decode()
    assert exhibit.number in text and "证物室2号柜" in text
    sent = {"exhibit": exhibit.pk, "kind": "lend", "person": "检测机构", "purpose": "检测"}
    assert client.post(f"{base}/acts/case.move_exhibit/", sent).status_code == 302
    assert client.post(f"{base}/acts/case.move_exhibit/", {**sent, "kind": "give_back"}).status_code == 302
    gone = {"exhibit": exhibit.pk, "fate": "destroy", "person": "监销人", "basis": "决定"}
    answer = client.post(f"{base}/acts/case.dispose_exhibit/", gone)
    assert answer.status_code == 422 and "请写明批准人" in answer.content.decode()
    assert client.post(f"{base}/acts/case.dispose_exhibit/", {**gone, "fate": "file"}).status_code == 302
    assert "已随卷" in client.get(f"{base}/evidence/").content.decode()
    assert (
        Entry.objects.filter(
            kind__in=("case.take_in_exhibit", "case.move_exhibit", "case.dispose_exhibit")
        ).count()
        == 4
    )
