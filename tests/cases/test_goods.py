"""涉案物品: returned, confiscated, handed over, disposed of, claimed; the pages of the register."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cases.test_compulsion import at, filed, row, sound  # noqa: F401 - fixture
from tests.cases.test_execution import outlook
from tests.cases.test_summary import refused

from chengguan.cases.acts.goods import hand_over_with_transfer
from chengguan.cases.facts.execution import fine_outstanding
from chengguan.cases.forms.goods_lists import parse_items
from chengguan.cases.models import Good
from chengguan.ledger.models import Entry
from chengguan.web.demonstration import compulsion_steps as steps
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration import review_steps
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def decide(walk: Walk) -> None:
    """The rest of the investigation, review, decision and its service."""
    for _, step in INVESTIGATION_STEPS[4:]:
        step(walk)
    for _, step in REVIEW_STEPS:
        step(walk)
    execution.serve_decision(walk)


@pytest.fixture
def confiscating(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """187 cylinders impounded in a case whose matter provides for confiscation."""
    penalty, decision = review_steps.penalty_inputs, review_steps.decision_inputs
    taken = {"confiscated": "5610", "property": "液化石油气钢瓶187个"}
    monkeypatch.setattr(review_steps, "penalty_inputs", lambda entered: {**penalty(entered), **taken})
    monkeypatch.setattr(
        review_steps,
        "decision_inputs",
        lambda entered: {**decision(entered), "performance": "没收的物品由本机关处理"},
    )
    walk.matter.kinds = ["warning", "fine", "confiscate_property"]
    walk.matter.save()
    walk.plan["kinds"] = ["fine", "confiscate_property"]
    for _, step in INVESTIGATION_STEPS[:4]:
        step(walk)
    steps.impound_cylinders(walk)
    return walk


# --- outcomes -----------------------------------------------------------------------------------------------


def test_partial_returns_add_up(filed: Walk) -> None:  # noqa: F811
    steps.impound_cylinders(filed, 187)
    good = Good.objects.get()
    assert refused(steps.give_back, filed) == {"goods_returnable": "unmet"}
    steps.lift(filed)
    too_many = {str(good.pk): 188}
    assert refused(steps.give_back, filed, too_many) == {"goods_enough": "unmet"}
    steps.give_back(filed, {str(good.pk): 100})
    good.refresh_from_db()
    assert (good.held, good.returned, good.state) == (87, 100, "due_back")
    assert filed.subject_case.known["measures"][0]["held"] == 87
    steps.give_back(filed, intact=False, damage="两个瓶阀损坏，已注明")
    good.refresh_from_db()
    assert (good.held, good.returned, good.state) == (0, 187, "returned")
    assert [move.quantity for move in good.moves.all()] == [187, 100, 87]
    sound(filed)


def test_everything_goes_with_a_criminal_transfer(filed: Walk) -> None:  # noqa: F811
    steps.impound_cylinders(filed, 20)
    goods = steps.held(filed)
    inputs: dict[str, Any] = {
        "goods": goods, "receiver": "演示市公安局", "document": "武城管移〔2024〕1号", "person": "", "signed": True,
        "officers": filed.pair_ids,
    }  # fmt: skip
    perform = filed.perform
    assert refused(perform, "case.hand_over_goods", case=filed.subject_case, **inputs) == {
        "receipt_signed": "unmet"
    }
    perform("case.hand_over_goods", case=filed.subject_case, **{**inputs, "person": "李演示"})
    assert row(filed)["end"] == "transferred" and Good.objects.get().state == "transferred"
    assert filed.instrument("handover_notice").number
    sound(filed)


def test_the_hand_over_inside_another_act(filed: Walk) -> None:  # noqa: F811
    steps.impound_cylinders(filed, 20)
    case = filed.subject_case
    sets = hand_over_with_transfer(
        case, at=filed.now, jurisdiction="430581", act_kind="case.hand_over_items", receiver="演示市公安局",
        document="移送书", person="李演示",
    )  # fmt: skip
    assert sets["measures"][0]["end"] == "transferred" and sets["measures"][0]["held"] == 0
    assert Good.objects.get().transferred == 20
    assert not hand_over_with_transfer(
        case, at=filed.now, jurisdiction="430581", act_kind="x", receiver="", document="", person=""
    )


def test_unclaimed_goods_are_announced_then_disposed(filed: Walk) -> None:  # noqa: F811
    """Announced 2024-05-06: sixty days end on 5 July."""
    steps.impound_cylinders(filed, 5)
    steps.lift(filed)
    inputs = {
        "goods": steps.held(filed), "reason": "当事人下落不明", "published_in": "门户网站", "contact": "演示电话"
    }  # fmt: skip
    filed.perform("case.announce_unclaimed", case=filed.subject_case, **inputs)
    announced = filed.subject_case.known["claim_announcements"][0]
    assert announced["until_on"] == "2024-07-05"
    data = {
        **{f"qty-{pk}": str(count) for pk, count in steps.held(filed).items()}, "source": "unclaimed",
        "way": "hand_over", "body": "演示市财政局", "reason": "公告期满无人认领",
    }  # fmt: skip
    at(filed, "2024-07-05T09:00")
    assert "unclaimed_announced" in outlook(filed, "case.dispose_goods", data)
    claim = {
        "goods": {next(iter(steps.held(filed))): 2}, "claimant": "王演示", "identity": "身份证", "proof": "",
        "signed": True, "officers": filed.pair_ids,
    }  # fmt: skip
    assert refused(filed.perform, "case.claim_goods", case=filed.subject_case, **claim) == {
        "ownership_proven": "unmet"
    }
    filed.perform("case.claim_goods", case=filed.subject_case, **{**claim, "proof": "购买凭证"})
    good = Good.objects.get()
    assert (good.held, good.claimed) == (3, 2)
    at(filed, "2024-07-08T09:00")
    data = {key: ("3" if key.startswith("qty-") else value) for key, value in data.items()}
    filed.approve("case.dispose_goods", filed.subject_case, data)
    steps.record_disposal(filed, "hand_over", "0", "0")
    good.refresh_from_db()
    assert (good.held, good.claimed, good.transferred, good.state) == (0, 2, 3, "transferred")
    sound(filed)


def test_perishables_are_sold_and_the_money_returned(filed: Walk) -> None:  # noqa: F811
    steps.seize(
        filed, [{**steps.TOOLS[0], "category": "goods", "name": "鲜活水产", "quantity": 40, "unit": "千克"}]
    )
    data = {
        **{f"qty-{pk}": str(count) for pk, count in steps.held(filed).items()}, "way": "sale", "body": "演示农贸市场",
        "reason": "天气炎热，不能保管", "perishable": "on", "recorded": "on", "notified": "yes",
    }  # fmt: skip
    assert "goods_perishable" in outlook(filed, "case.dispose_perishables", {**data, "perishable": ""})
    filed.approve("case.dispose_perishables", filed.subject_case, data)
    steps.record_disposal(filed, "sale", "800", "50")
    assert filed.subject_case.known["proceeds_kept"] == "750"
    assert row(filed)["end"] == "disposed"
    money = {"receiver": "王演示", "voucher": "FK1"}
    give = {"case": filed.subject_case, **money}
    assert refused(filed.perform, "case.return_proceeds", "finance", amount=Decimal(700), **give) == {
        "proceeds_whole": "unmet"
    }
    filed.perform("case.return_proceeds", "finance", amount=Decimal(750), **give)
    assert filed.subject_case.known["proceeds_kept"] == "0"
    sound(filed)


def test_confiscated_goods_are_destroyed(confiscating: Walk) -> None:
    assert "confiscation_decided" in refused(steps.confiscate, confiscating)
    walk = confiscating
    decide(walk)
    steps.confiscate(walk)
    good = Good.objects.get()
    assert (good.held, good.confiscated, good.state) == (0, 187, "confiscated")
    assert row(walk)["end"] == "confiscated"
    assert walk.subject_case.known["other_performed_on"] == walk.day.isoformat()
    execution.pay(walk)
    execution.close(walk)  # what is confiscated may be disposed of after the case was closed
    steps.dispose(walk, "destroy")
    good.refresh_from_db()
    assert (good.destroyed, good.state) == (187, "destroyed")
    assert walk.instrument("goods_disposal_record").number
    sound(walk)


def test_auction_pays_the_fine(filed: Walk) -> None:  # noqa: F811
    """A measure still in force after the periods of relief (testing told for 400 days), a demand in vain, then the auction."""
    steps.impound_vehicle(filed)
    steps.notify_testing(filed, 1, filed.day, filed.day + timedelta(days=400))
    decide(filed)
    goods = {f"qty-{pk}": str(count) for pk, count in steps.held(filed).items()}
    data = {**goods, "house": "演示拍卖有限公司", "reason": "经催告仍不缴纳"}
    assert set(outlook(filed, "case.auction_offset", data)) == {"relief_over", "demanded"}
    filed.later(days=230)
    owed = str(fine_outstanding(filed.subject_case.known))
    demand = {"amount": owed, "way": "到银行缴纳", "duties": "", "purpose": "court", "term_days": "10"}
    filed.approve("case.demand", filed.subject_case, demand)
    execution.serve(filed, "demand_notice")
    filed.later(days=20)
    filed.approve("case.auction_offset", filed.subject_case, data)
    steps.record_disposal(filed, "auction", "90000", "2000")
    known = filed.subject_case.known
    assert fine_outstanding(known) == 0 and Decimal(known["proceeds_kept"]) == 88000 - Decimal(owed)
    assert Good.objects.get().state == "auctioned"
    sound(filed)


# --- lists as they are typed --------------------------------------------------------------------------------


def test_lists_are_read_line_by_line() -> None:
    rows = parse_items("液化石油气钢瓶；YSP-15；187个；无检验标志；5,610元\n切割机\t\t2 台\t八成新")
    assert [(one["name"], one["quantity"], one["unit"], one["category"], one["value"]) for one in rows] == [
        ("液化石油气钢瓶", 187, "个", "cylinder", "5610.00"),
        ("切割机", 2, "台", "tool", ""),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [("钢瓶；187个", "第1行"), ("钢瓶；；很多；旧", "数量应为整数"), ("钢瓶；；1个；旧；贵", "估价应为数字")],
)
def test_lists_say_which_line_is_wrong(text: str, words: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match=words):
        parse_items(text)


# --- pages --------------------------------------------------------------------------------------------------


def client_for(walk: Walk, login: Any) -> Client:
    client = Client()
    client.force_login(login.user)
    return client


def test_a_measure_from_approval_to_return_through_the_pages(filed: Walk) -> None:  # noqa: F811
    """The forms as they are posted, on a day after the filing; the pages show what the acts did."""
    handler = client_for(filed, filed.pair[0])
    steps.approve_measure(filed, "impound", ["货车一辆"])
    base = f"/cases/{filed.subject_case.pk}"
    page = handler.get(f"{base}/acts/case.seize/").content.decode()
    assert "据以实施的审批" in page and "清单一式二份" in page
    now = "2026-11-20T09:00"
    data = {
        "approved": "1", "within": steps.WITHIN, "steps": steps.STEPS, "statement": "没有意见", "officers": filed.pair_ids,
        "begun_at": now, "ended_at": "2026-11-20T09:30", "place": "路口", "custody_place": "停车场", "custodian": "管理员",
        "on_site": "王演示", "on_site_role": "负责人", "witness": "", "signed": "yes", "refusal": "",
        "credentials_shown": "on", "process_recorded": "yes", "take_over": "", "item_category": "vehicle",
        "item_name": "自卸货车", "item_model": "演A·00001", "item_quantity": "1", "item_unit": "辆",
        "item_condition": "可以行驶", "item_value": "180000", "more_items": "钢瓶；YSP；坏数量；旧",
        "reason-seizure_basis_checked": "演示",
        "attachments": SimpleUploadedFile("车.png", PNG, content_type="image/png"),
    }  # fmt: skip
    wrong = handler.post(f"{base}/acts/case.seize/", data)
    assert wrong.status_code == 422 and "第1行：数量应为整数加单位" in wrong.content.decode()
    data |= {"more_items": "钢瓶；YSP-15；3个；旧；90", "attachments": SimpleUploadedFile("车.png", PNG)}
    done = handler.post(f"{base}/acts/case.seize/", data)
    assert done.status_code == 302, done.content.decode()[:3000]
    tab = handler.get(f"{base}/goods/").content.decode()
    assert "第1号扣押" in tab and "演A·00001" in tab and "车.png" in tab and "没有冻结权" in tab
    board = handler.get("/goods/", {"q": "00001"}).content.decode()
    assert "自卸货车" in board and "钢瓶" not in board.split('id="results"')[1]
    for url in ("/goods/stock/", "/goods/stock/?labels=1", f"/goods/{Good.objects.first().pk}/"):  # type: ignore[union-attr]
        page = handler.get(url).content.decode()
        assert "武城管物〔2026〕1" in page, url + page[page.find("<main") :][:3000]
    assert "<svg" in handler.get("/goods/stock/?labels=1").content.decode()
    sheet = handler.get("/goods/export.xlsx", {"state": "held"})
    assert sheet.status_code == 200 and sheet.content[:2] == b"PK"
    assert Entry.objects.filter(kind="data.export").count() == 1


def test_the_register_is_scoped(filed: Walk) -> None:  # noqa: F811
    steps.impound_vehicle(filed)
    stranger = client_for(filed, filed.cast.handlers[-1])
    good = Good.objects.get()
    assert good.number not in stranger.get("/goods/").content.decode()
    assert stranger.get(f"/goods/{good.pk}/").status_code == 404
    assert stranger.get(f"/cases/{filed.subject_case.pk}/goods/").status_code == 404
    window = client_for(filed, filed.cast.officers["window_clerk"])
    assert window.get("/goods/").status_code == 403


def test_register_filters(filed: Walk, django_assert_max_num_queries: Any) -> None:  # noqa: F811
    from chengguan.cases.selectors import goods as register

    steps.impound_vehicle(filed)
    steps.impound_cylinders(filed, 3)
    viewer, on = filed.as_role("deputy_head"), date(2024, 6, 4)

    def found(**filters: str) -> int:
        return len(register.good_page(viewer, register.GoodFilters(**filters), on).rows)

    assert (
        found() == 2
        and found(category="vehicle") == 1
        and found(kind="impound") == 2
        and found(kind="seal") == 0
    )
    assert found(due="soon") == 2 and found(due="overdue") == 0 and found(place=steps.YARD["place"]) == 1
    assert steps.lapse_on(filed, date(2024, 6, 6)) == 2
    assert found(due="overdue") == 2 and found(state="due_back") == 2
    with django_assert_max_num_queries(6):
        register.case_goods(viewer, filed.subject_case.pk, on)


def test_figures_of_goods_open_their_records(filed: Walk) -> None:  # noqa: F811
    from chengguan.reports.measures import records_of

    steps.impound_vehicle(filed)
    steps.impound_cylinders(filed, 187)
    steps.preserve(filed)
    viewer = filed.as_role("deputy_head")
    found = {name: records_of(viewer, name, 2024) for name in ("vehicles_seized", "cylinders_seized", "seizures", "preservations")}  # fmt: skip
    figures = {name: int(opened[1]) for name, opened in found.items() if opened}
    assert figures == {"vehicles_seized": 1, "cylinders_seized": 187, "seizures": 2, "preservations": 1}
    assert all(opened and opened[2] for opened in found.values())
