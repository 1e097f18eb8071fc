"""The verdict: who, approval, levels, reasons, and what pages and the ledger read from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.lawengine.books import ROLES, real, small

from lawengine import NormBook, Verdict, may

ON = date(2024, 5, 6)
HEAD = frozenset({"deputy_head"})
CHAIN = """\
chain: filing
title: 立案审批
values:
  2021-01-01: {tiers: [squad_leader, [deputy_head, organ_head]], cites: [{law: 示例法, article: 5}], verified: P}
"""
LOCAL_CHAIN = """\
chain: filing
values:
  2021-01-01: {tiers: [squad_leader, deputy_head, organ_head], cites: [{law: 示例法, article: 5}], verified: P}
"""
ACT = """\
act: case.file
title: 立案
subject: case
by: [deputy_head, organ_head]
proposed_by: [handler]
approval: filing
instruments: [form]
leads_to: filed
values:
  2021-01-01:
    cites: [{law: 示例法, article: 1, paragraph: 2}]
    requires:
      - {id: hard, test: {is_true: done}, ground: 已办, cure: 请办, cites: [{law: 示例法, article: 2}]}
      - {id: soft, level: warn, verified: R, test: {is_true: given}, ground: 已填, cure: 请填, cites: [{law: 示例法, article: 3, item: 4}]}
      - {id: hint, level: note, test: {is_true: given}, ground: 提示, cure: 提示, cites: [{law: 示例法, article: 3}]}
"""


@pytest.fixture
def book(tmp_path: Path) -> NormBook:
    return small(
        tmp_path,
        **{"national__acts__case.file": ACT},
        national__approval_chains__filing=CHAIN,
        bureaus__430581__approval_chains__filing=LOCAL_CHAIN,
        national__roles__roles=ROLES + "squad_leader: {title: 中队长}\n",
    )


def ask(
    book: NormBook,
    place: str = "410802",
    roles: frozenset[str] = HEAD,
    reasons: dict[str, str] | None = None,
    **facts: Any,
) -> Verdict:
    given = {"done": True, "given": True, "approved_through": ["squad_leader"], **facts}
    return may(book, "case.file", on=ON, facts=given, jurisdiction=place, roles=roles, reasons=reasons)


def ids(findings: Any) -> list[str]:
    return [finding.id for finding in findings]


def test_allowed(book: NormBook) -> None:
    verdict = ask(book)
    assert verdict.allowed and verdict.possible
    assert ids(verdict.findings) == ["by_whom", "approved", "hard", "soft", "hint"]
    assert (verdict.kind, verdict.title, verdict.on, verdict.jurisdiction) == (
        "case.file",
        "立案",
        ON,
        "410802",
    )


def test_an_unmet_block_forbids(book: NormBook) -> None:
    verdict = ask(book, done=False)
    assert (verdict.allowed, verdict.possible, ids(verdict.unmet)) == (False, False, ["hard"])
    assert verdict.unmet[0].seen == {"done": False}
    assert (verdict.unmet[0].statement, verdict.unmet[0].cure, verdict.unmet[0].cites[0].short) == (
        "已办",
        "请办",
        "示例法 2",
    )


def test_a_warning_needs_a_reason_and_a_note_does_not(book: NormBook) -> None:
    verdict = ask(book, given=False)
    assert (verdict.allowed, verdict.possible, ids(verdict.warnings)) == (False, True, ["soft"])
    answered = ask(book, given=False, reasons={"soft": "事出紧急"})
    assert answered.allowed and answered.warnings[0].reason == "事出紧急"
    assert not ask(book, given=False, reasons={"soft": "  "}).allowed
    assert not ask(book, done=False, reasons={"hard": "无用"}).allowed


def test_an_open_input_keeps_the_act_possible(book: NormBook) -> None:
    verdict = ask(book, given=None)
    assert (verdict.allowed, verdict.possible, ids(verdict.open)) == (False, True, ["soft"])


def test_by_whom(book: NormBook) -> None:
    verdict = ask(book, roles=frozenset({"handler"}))
    assert "by_whom" in ids(verdict.unmet)
    finding = verdict.finding("by_whom")
    assert finding is not None
    assert finding.statement == "由有权人员（分管领导、局长）作出“立案”"
    assert finding.cites[0].short == "示例法 1.2"


@pytest.mark.parametrize(
    ("place", "through", "roles", "approved"),
    [
        ("410802", ["squad_leader"], {"deputy_head"}, True),
        ("410802", ["squad_leader"], {"organ_head"}, True),
        ("410802", [], {"deputy_head"}, False),
        ("410802", None, {"deputy_head"}, False),
        ("410802", ["squad_leader", "deputy_head"], {"handler"}, True),
        ("410802", ["squad_leader"], {"handler"}, False),
        ("430581", ["squad_leader"], {"organ_head"}, False),
        ("430581", ["squad_leader", "deputy_head"], {"organ_head"}, True),
        ("430581", ["squad_leader", "deputy_head"], {"deputy_head"}, False),
    ],
)
def test_every_tier_signs_and_the_last_performs(
    book: NormBook, place: str, through: list[str] | None, roles: set[str], approved: bool
) -> None:
    verdict = ask(book, place, frozenset(roles), approved_through=through)
    assert ("approved" not in ids(verdict.unmet)) is approved


def test_proposable(book: NormBook) -> None:
    handler = frozenset({"handler"})
    assert ask(book, roles=handler, approved_through=[]).proposable
    assert not ask(book, roles=handler, approved_through=[], done=False).proposable
    assert not ask(book, roles=frozenset({"squad_leader"}), approved_through=[]).proposable


def test_the_chain_says_who_may_sign(book: NormBook) -> None:
    chain = book.approval_chain("filing", on=ON, jurisdiction="410802")
    assert chain.tiers == ("squad_leader", "deputy_head")
    assert chain.may_sign("deputy_head") == ("deputy_head", "organ_head")
    assert book.act("case.file", on=ON, jurisdiction="430581").approval.tiers[-1] == "organ_head"  # type: ignore[union-attr]


def test_the_plain_form_is_complete(book: NormBook) -> None:
    found = ask(book, given=False).as_dict()
    assert found["allowed"] is False
    assert found["on"] == "2024-05-06"
    assert found["findings"][3] == {
        "id": "soft", "level": "warn", "state": "unmet", "statement": "已填", "cure": "请填",
        "cites": ["示例法 3(4)"], "verified": "R", "seen": {"given": False}, "reason": "",
    }  # fmt: skip
    assert sorted(found["norms"]) == [
        "bureaus/430581/approval_chains/filing.yaml",
        "national/acts/case.file.yaml",
    ] or sorted(found["norms"]) == ["national/acts/case.file.yaml", "national/approval_chains/filing.yaml"]


def test_the_act_norm_tells_its_facts_and_instruments(book: NormBook) -> None:
    norm = book.act("case.file", on=ON, jurisdiction="410802")
    assert (norm.facts, norm.instruments, norm.leads_to) == (("done", "given"), ("form",), "filed")


def test_facts_no_norm_reads_are_ignored(book: NormBook) -> None:
    assert ask(book, anything=object()).allowed


def test_five_tiers_in_wugang_and_three_elsewhere() -> None:
    tiers = {
        place: real().approval_chain("decision", on=ON, jurisdiction=place).tiers
        for place in real().jurisdictions()
    }
    assert tiers.pop("430581") == (
        "squad_leader",
        "brigade_leader",
        "legal_reviewer",
        "deputy_head",
        "organ_head",
    )
    assert set(tiers.values()) == {("squad_leader", "brigade_leader", "deputy_head")}
