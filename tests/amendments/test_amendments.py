"""Amendments: loading strictly, rehearsing over open cases, adopting and reverting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from tests.cases.investigating import run
from tests.cases.review_walks import enterprise, go

from chengguan.amendments.acts import packs, rehearsing
from chengguan.amendments.facts.pack import PackRefused, bundled, read_archive, read_folder
from chengguan.amendments.models import Amendment, Effect, Rehearsal
from chengguan.base.dates import CHINA
from chengguan.cases.models import Case
from chengguan.ledger import norms
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry, Supplement
from chengguan.ledger.outbox import work_one
from chengguan.powers.models import Matter, PowerItem, Tier
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration.investigation_steps import site_record
from chengguan.web.demonstration.law_steps import determine_law
from chengguan.web.demonstration.power_lists import load_list, matters_on, read_list
from chengguan.web.demonstration.walk import Walk

from .packs import NO_CLOSING, archive, content, drain, load, planted


@pytest.fixture(autouse=True)
def fresh_book(db: None) -> Iterator[None]:
    yield
    norms.forget()


def ids(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return sorted(finding.id for finding in (*refusal.value.verdict.unmet, *refusal.value.verdict.open))


@pytest.fixture
def cases(make_walk: Callable[..., Walk], cast: Any) -> dict[str, Case]:
    """Open cases, some touched by the planted pack and some not."""
    found = {}
    party = enterprise(cast)
    for name, until in (
        ("one record", "case.collect_evidence"),
        ("two records", "case.collect_evidence"),
        ("served", ""),
    ):
        walk = make_walk(party=party)
        if until:
            run(walk, until)
            if name == "two records":
                site_record(walk)
        else:
            walk.plan["waive"] = True
            go(walk)
            execution.serve_decision(walk)
        found[name] = walk.subject_case
    summary = make_walk(party=party)
    summary.plan |= {"fine": "3000"}
    execution.summary_walk(summary)
    found["archived"] = summary.subject_case
    return found


@pytest.fixture
def later(make_walk: Callable[..., Walk]) -> Walk:
    return make_walk(now=datetime(2024, 5, 20, 9, tzinfo=CHINA))


def effects(amendment: Amendment) -> dict[str, list[str]]:
    run = Rehearsal.objects.filter(amendment=amendment).latest("begun_at")
    assert run.state == Rehearsal.DONE and run.done == run.total
    return {
        str(row.case_id): [line["mark"] for line in row.lines] for row in Effect.objects.filter(rehearsal=run)
    }


def test_a_planted_amendment_finds_exactly_the_planted_cases(cases: dict[str, Case], later: Walk) -> None:
    amendment = load(later, planted())
    assert effects(amendment) == {
        str(cases["one record"].pk): ["refused"],
        str(cases["served"].pk): ["clock"],
    }
    line = Effect.objects.get(case=cases["one record"]).lines[0]
    assert (line["title"], line["text"], line["cites"]) == (
        "中止调查",
        "已有两份现场笔录",
        ["行政处罚法 55.2"],
    )
    due = Effect.objects.get(case=cases["served"]).lines[0]["text"]
    old, new = (datetime.fromisoformat(part.strip()) for part in due.split("→"))
    assert (new - old).days in range(3, 8)
    assert amendment.report["clocks"] == [["pay", "缴纳罚款"]] or amendment.report["clocks"][0][0] == "pay"
    assert amendment.report["acts"][0]["requirements"][0][1] == "已有两份现场笔录"


def test_the_rehearsal_goes_on_where_it_stopped(
    cases: dict[str, Case], later: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsing, "CHUNK", 1)
    monkeypatch.setattr(rehearsing, "PAGE", 1)
    amendment = packs.load(
        actor=later.as_role("legal_reviewer"), at=later.now, content=planted(), source="test.zip"
    ).result
    run = Rehearsal.objects.get(amendment=amendment)
    while run.done == 0:
        assert work_one(later.now)
        run.refresh_from_db()
    assert (run.state, run.done, run.total) == (Rehearsal.RUNNING, 1, 3)
    rehearsing._current.clear()  # the worker was restarted
    rehearsing.rehearse_posted(
        {"rehearsal": str(run.pk), "done": 0, "at": later.now.isoformat(), "bureau": ""}
    )
    run.refresh_from_db()
    assert run.done == 1  # a chunk that was done is not done again
    drain(later.now)
    assert len(effects(amendment)) == 2


def test_adoption_and_reversion(cases: dict[str, Case], later: Walk) -> None:
    before = norms.refresh()
    amendment = load(later, planted())
    head, at = later.as_role("organ_head"), later.now
    with pytest.raises(Refused) as refusal:
        packs.adopt(actor=later.as_role("legal_reviewer"), at=at, amendment=amendment, opinion="同意")
    assert ids(refusal) == ["by_whom"]
    packs.adopt(actor=head, at=at, amendment=amendment, opinion="同意采纳")
    after = norms.refresh()
    assert after.digest != before.digest
    changed = f"amendments/{amendment.number}/national/acts/case.suspend_investigation.yaml"
    norm = after.act("case.suspend_investigation", on=date(2024, 6, 2), jurisdiction="430581")
    assert changed in norm.files and set(before.digests.items()) <= set(after.digests.items())

    with pytest.raises(Refused) as refusal:
        packs.adopt(actor=head, at=at, amendment=amendment, opinion="同意")
    assert "not_adopted" in ids(refusal)
    packs.revert(actor=head, at=at, amendment=amendment, opinion="撤回重新研究")
    assert norms.refresh().digest == before.digest
    kinds = Entry.objects.filter(chain=amendment.chain_key).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["amendment.load", "amendment.adopt", "amendment.revert"]
    amendment.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        packs.adopt(actor=head, at=at, amendment=amendment, opinion="再采纳")
    assert ids(refusal) == ["rehearsed"]


def test_another_process_judges_by_the_adopted_book_at_its_next_act(later: Walk) -> None:
    stale = norms.refresh()
    amendment = load(later, planted())
    packs.adopt(actor=later.as_role("organ_head"), at=later.now, amendment=amendment, opinion="同意")
    norms._book, norms._stamp = stale, ()  # as a process that has not looked since
    run(later, "lead.register")
    assert norms.book().digest != stale.digest


def test_a_pack_that_would_orphan_an_open_case_is_refused(cases: dict[str, Case], later: Walk) -> None:
    pack = content({"norms/national/acts/case.close.yaml": NO_CLOSING})
    with pytest.raises(Refused) as refusal:
        packs.load(actor=later.as_role("legal_reviewer"), at=later.now, content=pack, source="x.zip")
    assert ids(refusal) == ["no_orphans"]
    assert not Amendment.objects.exists() and not Supplement.objects.exists()


def test_defects_of_a_pack_are_named_with_file_and_line() -> None:
    with pytest.raises(PackRefused) as refused:
        read_archive(b"nothing")
    assert "不是有效的 .zip" in str(refused.value)
    with pytest.raises(PackRefused) as refused:
        read_archive(archive({"norms/a.yaml": "x: 1"}, head="title: 测试\nfrom: 昨天\nother: 1\n"))
    assert [(row.path, row.line) for row in refused.value.problems] == [
        ("amendment.yaml", 2),
        ("amendment.yaml", 3),
    ]
    with pytest.raises(PackRefused) as refused:
        read_archive(archive({"strange.exe": "x"}))
    assert "不认识的文件" in str(refused.value)
    with pytest.raises(PackRefused) as refused:
        read_archive(archive({"../etc/passwd": "x"}))
    assert ".." in str(refused.value)


def test_a_pack_that_contradicts_the_norms_is_refused(later: Walk) -> None:
    from chengguan.amendments.facts.pack import book_with

    bad = content(
        {"norms/national/clocks/pay.yaml": "clock: pay\nvalues:\n  2024-06-01:\n    length: {days: 20}\n"}
    )
    with pytest.raises(PackRefused) as refused:
        book_with(norms.book(), "", bad)
    assert refused.value.problems[0].path == "norms/national/clocks/pay.yaml" and "cites" in str(
        refused.value
    )
    still = content(
        {"norms/national/clocks/pay.yaml": PAY}, head="title: x\nfrom: 2024-06-01\nrepeals: [行政处罚法]\n"
    )
    with pytest.raises(PackRefused) as refused:
        book_with(norms.book(), "", still)
    assert "仍在施行" in str(refused.value)
    with pytest.raises(Refused) as refusal:
        packs.load(actor=later.as_role("legal_reviewer"), at=later.now, content=bad, source="x.zip")
    assert ids(refusal) == ["pack_fits"]


PAY = """
clock: pay
values:
  2024-06-01:
    length: {days: 20}
    cites: [{law: 行政处罚法, article: 67, paragraph: 3}]
"""


# --- the ecology code ------------------------------------------------------------------------------------------


@pytest.fixture
def grill(make_walk: Callable[..., Walk], cast: Any) -> Walk:
    """A case of outdoor barbecue under the air law, still open when the code comes into force."""
    at = datetime(2021, 7, 15, 9, tzinfo=CHINA)
    walk = make_walk(now=datetime(2026, 8, 10, 9, tzinfo=CHINA), party=enterprise(cast))
    Tier.objects.all().delete(), Matter.objects.all().delete(), PowerItem.objects.all().delete()
    load_list("430581", actor=walk.as_role("legal_reviewer"), at=at)
    walk.matter = matters_on(read_list("430581"), cast.bureau.pk, walk.day)["grill"]
    run(walk, "case.order_correction")
    other = make_walk(now=walk.now, party=walk.party)
    other.matter = matters_on(read_list("430581"), cast.bureau.pk, walk.day)["road_occupy"]
    run(other, "case.order_correction")
    walk.now = datetime(2026, 8, 20, 9, tzinfo=CHINA)
    return walk


def test_the_ecology_code(grill: Walk) -> None:
    before = norms.refresh().digest
    amendment = load(grill, read_folder(bundled()["ecology_code_2026"]))
    found = effects(amendment)
    assert found == {str(grill.subject_case.pk): ["law"]}
    line = Effect.objects.get().lines[0]
    assert line["result"] == "new" and "罚款上限 20,000 元 → 5,000 元" in line["text"]
    assert [row[0] for row in amendment.report["new_matters"]] == [
        "AY-010",
        "AY-010J",
        "AY-011",
        "AY-H01",
        "AY-H02",
    ]
    assert {row[1] for row in amendment.report["laws"]} == {"废止"} and amendment.report["acts"]

    head = grill.as_role("organ_head")
    packs.adopt(actor=head, at=grill.now, amendment=amendment, opinion="同意采纳")
    grill.later(minutes=5)
    amendment.refresh_from_db()
    fresh = Matter.objects.filter(pk__in=amendment.undo["list"]["matters"])
    assert fresh.count() == 5 and Matter.objects.get(code="AY-010J").line == "AY-010"

    walk = grill
    determine_law(walk)
    case = walk.subject_case
    assert case.known["law_choice"] == "new" and case.matter.fines[0]["high"] == "5000"
    with pytest.raises(Refused) as refusal:
        packs.revert(actor=head, at=walk.now, amendment=amendment, opinion="撤回")
    assert ids(refusal) == ["matters_unused"]
    assert norms.refresh().digest != before


def test_the_code_is_taken_back_whole(grill: Walk) -> None:
    before, rows = norms.refresh().digest, list(Matter.objects.order_by("pk").values())
    amendment = load(grill, read_folder(bundled()["ecology_code_2026"]))
    head = grill.as_role("organ_head")
    packs.adopt(actor=head, at=grill.now, amendment=amendment, opinion="同意")
    assert norms.refresh().digest != before
    packs.revert(actor=head, at=grill.now, amendment=amendment, opinion="撤回")
    assert norms.refresh().digest == before and list(Matter.objects.order_by("pk").values()) == rows
