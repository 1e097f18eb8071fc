"""Importing the list: row by row what is wrong, all or nothing, versions, export and import again."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.powers.rows import MATTER, POWER, sheets, tier

from chengguan.base.dates import CHINA
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Refused
from chengguan.ledger.norms import book
from chengguan.ledger.verifying import refold
from chengguan.people.selectors import actor_of
from chengguan.powers import acts, selectors
from chengguan.powers.checking import FAULTS, Plan, check
from chengguan.powers.models import ListVersion, Matter, PowerItem
from chengguan.powers.rows import PENALTIES
from chengguan.powers.sheets import MATTERS, POWERS, TIERS, Sheets, read_file
from chengguan.web.demonstration.cast import Cast

AT = datetime(2024, 5, 6, 9, tzinfo=CHINA)


@pytest.fixture
def reviewer(cast: Cast) -> Viewer:
    return actor_of(cast.officers["legal_reviewer"], AT.date())


def load(actor: Viewer, content: Sheets | None = None, **more: Any) -> Plan:
    plan: Plan = acts.import_list(
        actor=actor, at=AT, sheets=content or sheets(), source="清单.xlsx", **more
    ).result
    return plan


def faults(actor: Viewer, content: Sheets) -> list[tuple[str, str, int]]:
    plan = check(content, bureau_id=actor.bureau_id or 0, book=book(), on=AT.date())
    return [(fault.kind, fault.sheet, fault.row) for fault in plan.faults]


def test_a_sound_list_comes_in_whole(reviewer: Viewer) -> None:
    plan = load(reviewer)
    matter = Matter.objects.get()
    assert (len(plan.powers), len(plan.matters), matter.tiers.count()) == (1, 1, 3)
    assert matter.violated == [{"law": "城市道路管理条例", "article": 27, "item": 1}]
    assert matter.fines == [{"party": "any", "low": "0", "high": "20000"}]
    assert matter.elements == ["占用城市道路", "未经批准"]
    version = ListVersion.objects.get()
    assert (version.number, version.known["matters"]) == (1, 1)
    assert refold(version.chain_key) == (version.known, "")


def power(**changes: str) -> list[dict[str, str]]:
    return [{**POWER, **changes}]


def matter(**changes: str) -> list[dict[str, str]]:
    return [{**MATTER, **changes}]


@pytest.mark.parametrize(
    ("content", "kind", "where"),
    [
        (sheets(powers=power(实施依据="")), "basis_missing", POWERS),
        (sheets(powers=power(实施依据="按上级要求")), "basis_missing", POWERS),
        (sheets(powers=power(实施依据="《三项制度意见》")), "document_only", POWERS),
        (sheets(powers=power(实施依据="《某某条例》第一条")), "law_unknown", POWERS),
        (sheets(powers=power(生效日期="2020-02-30")), "unreadable", POWERS),
        (sheets(powers=power(权力类型="行政收费")), "unreadable", POWERS),
        (sheets(powers=power(失效日期="2019-01-01")), "unreadable", POWERS),
        (sheets(matters=matter(处罚依据="")), "basis_missing", MATTERS),
        (sheets(matters=matter(处罚依据="《三项制度意见》第一条")), "document_only", MATTERS),
        (sheets(matters=matter(处罚依据="《某某条例》第一条")), "law_unknown", MATTERS),
        (sheets(matters=matter(生效日期="2018-06-01")), "law_not_in_force", MATTERS),
        (sheets(matters=matter(处罚依据="《大气污染防治法》第一百一十五条")), "law_not_in_force", MATTERS),
        (sheets(matters=matter(处罚依据="第四十二条")), "unreadable", MATTERS),
        (sheets(matters=matter(处罚种类="罚款、拘役")), "unreadable", MATTERS),
        (sheets(matters=matter(**{"罚款幅度（不区分）": "20000-2000"})), "range_faulty", MATTERS),
        (sheets(matters=matter(**{"罚款幅度（不区分）": ""}), tiers=[]), "range_faulty", MATTERS),
        (sheets(matters=matter(处罚种类="警告"), tiers=[]), "range_faulty", MATTERS),
        (sheets(matters=matter(事项编码="CF-9")), "power_missing", MATTERS),
        (sheets(powers=power(权力类型="行政许可")), "power_missing", MATTERS),
        (sheets(tiers=[tier(1, "严重", 14000, 30000)]), "tier_outside", TIERS),
        (sheets(tiers=[tier(1, "严重", 9000, 8000)]), "range_faulty", TIERS),
        (sheets(tiers=[tier(1, "一般", 1, 2, 裁量基准文件="")]), "tier_unpublished", TIERS),
        (sheets(tiers=[tier(1, "一般", 1, 2, 案由代码="AY-9")]), "unreadable", TIERS),
        (sheets(tiers=[tier(1, "一般", 1, 2), tier(1, "另一般", 1, 2)]), "unreadable", TIERS),
        (sheets(tiers=[tier(1, "一般", 1, 2, **{"下限（元）": "一百"})]), "unreadable", TIERS),
        (sheets(powers=[POWER, {**POWER, "行": "3"}]), "version_overlap", POWERS),
        (sheets(powers=[POWER, {**POWER, "行": "3", "生效日期": "2021-01-01"}]), "reason_missing", POWERS),
        (sheets(powers=[{**POWER, "失效日期": "2022-01-01"}, {**POWER, "行": "3", "生效日期": "2021-01-01", "调整原因": "甲"}]), "version_overlap", POWERS),
    ],
)  # fmt: skip
def test_every_defect_is_told_with_its_row_and_nothing_comes_in(
    reviewer: Viewer, content: Sheets, kind: str, where: str
) -> None:
    told = faults(reviewer, content)
    assert (kind, where) in {(k, s) for k, s, _ in told}, told
    with pytest.raises(Refused) as refused:
        load(reviewer, content)
    assert refused.value.verdict.unmet
    assert not PowerItem.objects.exists() and not Matter.objects.exists() and not ListVersion.objects.exists()


def test_fault_kinds_are_the_facts_of_the_norm(db: None) -> None:
    norm = book().act("powers.import_list", on=AT.date(), jurisdiction="430581")
    assert {f"list_{kind}" for kind in FAULTS} <= set(norm.facts)


def test_a_document_alone_is_refused_with_the_article(reviewer: Viewer) -> None:
    with pytest.raises(Refused) as refused:
        load(reviewer, sheets(matters=matter(处罚依据="《三项制度意见》第一条")))
    finding = refused.value.verdict.finding("basis_not_document")
    assert finding is not None and "行政处罚法 16" in [cite.short for cite in finding.cites]


def test_a_new_version_closes_the_old_one_with_its_reason(reviewer: Viewer) -> None:
    load(reviewer)
    fresh = matter(生效日期="2024-07-01", 调整原因="裁量基准调整", 备注="新")
    plan = load(reviewer, sheets(powers=[], matters=fresh, tiers=[tier(1, "一般", 0, 20000)]))
    old, new = Matter.objects.order_by("valid_from")
    assert (old.valid_to, new.valid_to, new.change_reason) == (date(2024, 6, 30), None, "裁量基准调整")
    assert (old.tiers.count(), new.tiers.count(), plan.unchanged) == (3, 1, 0)
    assert [m.pk for m in selectors.matters_for(reviewer.bureau_id or 0, date(2024, 6, 30))] == [old.pk]
    assert [m.pk for m in selectors.matters_for(reviewer.bureau_id or 0, date(2024, 7, 1))] == [new.pk]


def test_a_backdated_version_needs_a_reason(reviewer: Viewer) -> None:
    load(reviewer)
    content = sheets(powers=power(生效日期="2024-05-01", 调整原因="更名"), matters=[], tiers=[])
    with pytest.raises(Refused) as refused:
        load(reviewer, content)
    assert [f.id for f in refused.value.verdict.unanswered] == ["not_backdated"]
    load(reviewer, content, reasons={"not_backdated": "法律修改自5月1日起施行"})
    assert PowerItem.objects.count() == 2


def test_published_content_never_changes(reviewer: Viewer) -> None:
    load(reviewer)
    told = faults(reviewer, sheets(powers=power(事项名称="另一名称"), matters=[], tiers=[]))
    assert told == [("version_overlap", POWERS, 2)]
    told = faults(reviewer, sheets(tiers=[tier(1, "轻微", 0, 5000)]))
    assert told == [("version_overlap", MATTERS, 2)]
    told = faults(reviewer, sheets(powers=power(生效日期="2019-06-01"), matters=[], tiers=[]))
    assert told == [("version_overlap", POWERS, 2)]


def test_an_item_taken_off_the_list_takes_its_matters_with_it(reviewer: Viewer) -> None:
    load(reviewer)
    gone = power(失效日期="2024-06-30")
    assert ("reason_missing", POWERS, 2) in faults(reviewer, sheets(powers=gone))
    load(reviewer, sheets(powers=power(失效日期="2024-06-30", 调整原因="职责划转")))
    bureau = reviewer.bureau_id or 0
    assert selectors.matters_for(bureau, date(2024, 6, 30)).count() == 1
    assert selectors.matters_for(bureau, date(2024, 7, 1)).count() == 0


def test_the_export_imports_again_unchanged(reviewer: Viewer) -> None:
    load(reviewer)
    load(
        reviewer,
        sheets(powers=[], matters=matter(生效日期="2024-07-01", 调整原因="幅度调整", 备注="=新"), tiers=[]),
    )
    version = ListVersion.objects.order_by("number").last()
    assert version is not None
    done = acts.export(actor=reviewer, at=AT, version=version)
    again = read_file("导出.xlsx", done.result)
    assert faults(reviewer, again) == []
    plan = load(reviewer, again)
    assert (plan.powers, plan.matters, plan.closing, plan.unchanged) == ([], [], [], 3)
    assert done.entry is not None and done.documents[0].sha256 in done.entry.body


def test_another_bureaus_list_is_not_exported(reviewer: Viewer, cast: Cast) -> None:
    load(reviewer)
    version = ListVersion.objects.get()
    stranger = Viewer(**{**vars(reviewer), "bureau_id": 999})
    with pytest.raises(Refused):
        acts.export(actor=stranger, at=AT, version=version)


def test_handlers_do_not_import(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        load(actor_of(cast.handlers[0], AT.date()))
    assert [f.id for f in refused.value.verdict.unmet] == ["by_whom"]


def test_ranges_and_tiers_by_kind_of_party(reviewer: Viewer) -> None:
    ranges = {"罚款幅度（不区分）": "", "罚款幅度（个人）": "500-2000", "罚款幅度（单位）": "10000-100000"}
    tiers = [
        tier(1, "个人一般", 500, 2000, 适用对象="个人"),
        tier(1, "单位一般", 10000, 50000, 适用对象="单位"),
    ]
    load(reviewer, sheets(matters=matter(可适用简易程序="否", **ranges), tiers=tiers))
    found = Matter.objects.get()
    assert selectors.fine_range(found, False) == (Decimal(500), Decimal(2000))
    assert selectors.fine_range(found, True) == (Decimal(10000), Decimal(100000))
    assert [t.name for t in selectors.tiers_for(found, True)] == ["单位一般"]
    bureau = reviewer.bureau_id or 0
    assert not selectors.matters_for(bureau, AT.date(), "summary") and selectors.matters_for(
        bureau, AT.date(), "ordinary"
    )
    found.fines = []
    assert selectors.fine_range(found, True) is None
    assert set(PENALTIES) >= {"warning", "fine"}
