"""处罚导图: every leaf resolves or says so; the list of the day decides; faulty files are refused with their line."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from chengguan.base.dates import CHINA
from chengguan.ledger.norms import book
from chengguan.people.models import Officer
from chengguan.people.selectors import actor_of
from chengguan.powers.guides import guides, read_guide
from chengguan.powers.models import Matter
from chengguan.powers.selectors.guides import GuideView, LeafView, guide_view, guides_of
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.investigation_steps import file, register_lead, verify_lead
from chengguan.web.demonstration.power_lists import load_list
from chengguan.web.demonstration.walk import Walk
from lawengine import NormError

SLUG = "construction_waste"
BEFORE, AFTER = date(2026, 8, 14), date(2026, 8, 15)


def client_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    return client


@pytest.fixture
def listed(cast: Cast) -> Cast:
    actor = actor_of(cast.officers["legal_reviewer"], date(2024, 5, 6))
    load_list("430581", actor=actor, at=datetime(2024, 5, 6, 9, 0, tzinfo=CHINA))
    return cast


def drawn(cast: Cast, on: date) -> GuideView:
    found = guide_view(actor_of(cast.handlers[0], on), SLUG, on)
    assert found is not None
    return found


def leaf(view: GuideView, name: str) -> LeafView:
    return next(item for item in view.leaves if item.id == name)


@pytest.mark.parametrize(
    "code", sorted(book_code for book_code in ("230751", "330108", "370114", "410802", "430581"))
)
def test_the_guide_loads_in_every_place(code: str) -> None:
    found = guides(book(), code)[SLUG]
    assert len(list(found.leaves())) >= 20 and found.steps and found.joint


@pytest.mark.parametrize("on", [date(2022, 1, 1), BEFORE, AFTER])
def test_every_leaf_resolves_or_says_so(listed: Cast, on: date) -> None:
    view = drawn(listed, on)
    assert [item.id for item in view.leaves] == [branch.id for branch in view.guide.leaves()]
    for item in view.leaves:
        assert item.powers or (item.absent and item.reason), item.id
        for power in item.powers:
            assert power.matter.valid_from <= on and power.matter.power.valid_from <= on
            assert power.ranges or power.kinds
            assert power.steps[0].act == "lead.verify" and power.steps[-1].act == "case.close"
    assert any(item.powers for item in view.leaves) and any(item.absent for item in view.leaves)
    traffic = leaf(view, "haulage_traffic")
    assert traffic.absent and "公安机关" in traffic.reason and traffic.joint


def test_the_day_decides_which_provision_applies(listed: Cast) -> None:
    old, new = (
        leaf(drawn(listed, BEFORE), "haulage_uncovered"),
        leaf(drawn(listed, AFTER), "haulage_uncovered"),
    )
    assert [power.basis[0].short for power in old.powers] == ["大气污染防治法 116"]
    assert [power.basis[0].short for power in new.powers] == ["生态环境法典 1129"]
    assert old.powers[0].matter.pk != new.powers[0].matter.pk and len(new.powers[0].tiers) == 3
    assert leaf(drawn(listed, BEFORE), "haulage_route").reason == "当日没有施行中的罚则。"


def test_a_change_of_the_list_changes_the_guide(listed: Cast) -> None:
    on = date(2024, 5, 6)
    before = leaf(drawn(listed, on), "haulage_scatter")
    assert not before.absent
    Matter.objects.filter(pk=before.powers[0].matter.pk).update(valid_to=date(2024, 5, 5))
    after = leaf(drawn(listed, on), "haulage_scatter")
    assert after.absent and after.gaps and "权责清单没有" in after.reason
    Matter.objects.filter(title__contains="随意倾倒").update(requires_prior_order=True, major=True)
    dumping = leaf(drawn(listed, on), "dump_organisation_dumping").powers[0]
    assert dumping.prior_order and "目录" in dumping.review
    assert "case.recheck_correction" in [step.act for step in dumping.steps]


def test_the_page_leads_to_power_matter_and_lead(listed: Cast) -> None:
    client = client_of(listed.handlers[0])
    page = client.get(f"/guides/{SLUG}/?on=2024-05-06").content.decode()
    matter = Matter.objects.get(title__contains="沿途丢弃", valid_to=None)
    for word in ("本机关无此权力", f"/powers/matters/{matter.pk}/", f"/powers/{matter.power_id}/", f"/leads/new/?matter={matter.pk}",
                 'id="haulage_scatter"', 'href="#haulage_scatter"', "听证", "法制审核", "公安交管"):  # fmt: skip
        assert word in page, word
    assert "建筑垃圾类案件行政处罚导图" in client.get("/guides/").content.decode()
    form = client.get(f"/leads/new/?matter={matter.pk}").content.decode()
    assert f'value="{matter.pk}" selected' in form
    assert client.get("/leads/new/?matter=abc").status_code == 200
    assert client.get("/guides/nothing/").status_code == 404
    assert f"/guides/{SLUG}/" in client.get(f"/powers/matters/{matter.pk}/").content.decode()
    reviewer = client_of(listed.officers["system_admin"]).get(f"/guides/{SLUG}/").content.decode()
    assert "/leads/new/" not in reviewer


def test_a_case_of_the_matter_leads_back(walk: Walk) -> None:
    for step in (register_lead, verify_lead, file):
        step(walk)
    case = walk.subject_case
    matter = case.matter
    matter.title, matter.basis = "运输建筑垃圾沿途遗撒", [{"law": "城市建筑垃圾管理规定", "article": 23}]
    matter.save()
    day = timezone.localdate()
    assert [item[2] for item in guides_of(matter, "430581", day)] == ["haulage_scatter"]
    page = client_of(walk.cast.handlers[0]).get(f"/cases/{case.pk}/").content.decode()
    assert f"/guides/{SLUG}/?on={case.occurred_on}#haulage_scatter" in page


FAULTY = """guide: other
title: 导图
question: 哪里？
steps: [{act: case.nothing}]
joint:
  a: {title: 甲, text: 乙, cites: [{law: 没有的法}], verified: V}
branches:
  - {id: x, answer: 甲, leaf: {matters: [{law: 大气污染防治法, article: 116}], verified: V}}
  - {id: x, answer: 乙, leaf: {matters: [], verified: V, joint: [b]}}
  - {id: y, answer: 丙}
  - {id: z, answer: 丁, wrong: 1, leaf: {matters: [], elsewhere: 丁, verified: X}}
checked: {on: 2026-11-22}
"""


def test_a_faulty_file_is_refused_with_its_lines() -> None:
    with pytest.raises(NormError) as error:
        read_guide(FAULTY.encode(), "national/guides/test.yaml", "test", book())
    found = {(problem.line, problem.message.split("：")[0]) for problem in error.value.problems}
    assert {
        (1, "guide 应与文件名一致"),
        (4, "未登记的行为"),
        (6, "引用了未登记的依据"),
        (9, "编号重复"),
        (9, "没有登记的协同处置"),
    } <= found
    assert {line for line, _ in found} >= {1, 4, 6, 8, 9, 10, 11}
    with pytest.raises(NormError):
        read_guide(b"- a", "national/guides/test.yaml", "test", book())
