"""`approval_when`: another chain takes the place of the usual one while a fact of the case holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.lawengine.books import ACT, FACTS, ROLES, real, small, write

from lawengine import NormBook, NormError, Verdict, load, may

ON = date(2024, 5, 6)
MORE_ROLES = ROLES + "squad_leader: {title: 中队长}\n"
QUICK = "quick: {title: 快办, type: boolean, absent: false}\n"


def chain(name: str, tiers: str, since: str = "2021-01-01") -> str:
    return f"chain: {name}\ntitle: {name}\nvalues:\n  {since}: {{tiers: {tiers}, cites: [{{law: 示例法, article: 5}}], verified: P}}\n"


def act(*lines: str) -> str:
    head = "by: [deputy_head]\n" + "".join(f"{line}\n" for line in lines)
    return ACT.replace("by: [deputy_head]\n", head)


def files(*lines: str, since: str = "2021-01-01") -> dict[str, str]:
    return {
        "national__roles__roles": MORE_ROLES,
        "national__facts___shared": FACTS + QUICK,
        "national__approval_chains__usual": chain("usual", "[handler, squad_leader, deputy_head]"),
        "national__approval_chains__short": chain("short", "[squad_leader, deputy_head]", since),
        "national__acts__case.file": act(*lines),
    }


USUAL = ("proposed_by: [handler]", "approval: usual")
OTHER = "approval_when: [{fact: quick, chain: short}]"


@pytest.fixture
def book(tmp_path: Path) -> NormBook:
    return small(tmp_path, **files(*USUAL, OTHER))


def ask(book: NormBook, **facts: Any) -> Verdict:
    given = {"done": True, **facts}
    return may(book, "case.file", on=ON, facts=given, jurisdiction="410802", roles=frozenset({"deputy_head"}))


@pytest.mark.parametrize(
    ("facts", "approved"),
    [
        ({"approved_through": ["handler", "squad_leader"]}, True),
        ({"approved_through": ["squad_leader"]}, False),
        ({"approved_through": ["squad_leader"], "quick": True}, True),
        ({"approved_through": ["squad_leader"], "quick": False}, False),
        ({"approved_through": [], "quick": True}, False),
    ],
)
def test_the_fact_chooses_the_chain(book: NormBook, facts: dict[str, Any], approved: bool) -> None:
    verdict = ask(book, **facts)
    assert ("approved" not in [finding.id for finding in verdict.unmet]) is approved


def test_the_norm_and_the_verdict_tell_which_chain(book: NormBook) -> None:
    norm = book.act("case.file", on=ON, jurisdiction="410802")
    assert [part.id for part in norm.chains] == ["usual", "short"]
    assert norm.chain({"quick": True}) is norm.chains[1] and norm.chain({}) is norm.approval
    assert "quick" in norm.facts
    verdict = ask(book, quick=True, approved_through=["squad_leader"])
    found = verdict.finding("approved")
    assert found is not None and "short" in found.statement and found.seen["quick"] is True
    assert "national/approval_chains/short.yaml" in verdict.norms


def test_before_the_other_chain_is_in_force_the_usual_one_holds(tmp_path: Path) -> None:
    book = small(tmp_path, **files(*USUAL, OTHER, since="2024-06-01"))
    assert not ask(book, quick=True, approved_through=["squad_leader"]).allowed
    later = book.act("case.file", on=date(2024, 6, 1), jurisdiction="410802")
    assert later.chain({"quick": True}).id == "short"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ("approval_when: [{fact: quick, chain: short}]",),
            "只有规定了审批流程（approval）才可写 approval_when",
        ),
        ((*USUAL, "approval_when: [{fact: nothing, chain: short}]"), "未登记的事实项：nothing"),
        ((*USUAL, "approval_when: [{fact: count, chain: short}]"), "应为记录在案的是否项：count"),
        ((*USUAL, "approval_when: [{fact: given, chain: short}]"), "应为记录在案的是否项：given"),
        ((*USUAL, "approval_when: [{fact: quick, chain: none}]"), "未登记的审批流程：none"),
        (
            (*USUAL, "approval_when: [{fact: quick, chain: short}, {fact: quick, chain: usual}]"),
            "事实项重复：quick",
        ),
        ((*USUAL, "approval_when: [{fact: quick}]"), "缺少必填的键：chain"),
    ],
)
def test_defects_are_refused(tmp_path: Path, lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(NormError) as caught:
        load(write(tmp_path, **files(*lines)))
    assert any(message in str(problem) for problem in caught.value.problems), caught.value


def test_in_every_place_the_last_tier_may_perform_the_act() -> None:
    for place in real().jurisdictions():
        for kind in real().acts():
            if not real().has_act(kind, on=date(2026, 11, 1), jurisdiction=place):
                continue
            norm = real().act(kind, on=date(2026, 11, 1), jurisdiction=place)
            for part in norm.chains:
                assert set(part.may_sign(part.tiers[-1])) & set(norm.by), (place, kind, part.id)
