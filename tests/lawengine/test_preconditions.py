"""The closed set of tests: each operator met, unmet, open (input missing) and unknown (record missing)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lawengine.books import act, small

from lawengine import FactError, may
from lawengine.named import FUNCTIONS, disjoint, member, not_member, same_members, subset
from lawengine.preconditions import Outcome, conjunction, disjunction

ON = date(2024, 5, 6)
LIMIT = (
    "threshold: limit\ntitle: 上限\nvalues: {2021-01-01: {value: 200, cites: [{law: 示例法, article: 3}]}}\n"
)
GAP = "threshold: gap\ntitle: 缺口\n"
KINDS = "threshold: kinds\ntitle: 种类\nvalues: {2021-01-01: {value: [x, y], cites: [{law: 示例法, article: 3}]}}\n"


def state(tmp_path: Path, test: str, facts: dict[str, Any]) -> str:
    requires = (
        f"- id: probe\n  test: {test}\n  ground: 理由\n  cure: 补救\n  cites: [{{law: 示例法, article: 2}}]\n"
    )
    book = small(
        tmp_path,
        **{"national__acts__case.file": act(requires)},
        national__thresholds__limit=LIMIT,
        national__thresholds__gap=GAP,
        national__thresholds__kinds=KINDS,
    )
    verdict = may(
        book, "case.file", on=ON, facts=facts, jurisdiction="430581", roles=frozenset({"deputy_head"})
    )
    finding = verdict.finding("probe")
    assert finding is not None
    return finding.state


@pytest.mark.parametrize(
    ("test", "met", "unmet"),
    [
        ("{is_true: done}", {"done": True}, {"done": False}),
        ("{is_false: done}", {"done": False}, {"done": True}),
        ("{known: on}", {"on": "2024-05-06"}, {}),
        ("{known: on}", {"on": "2024-05-06"}, {"on": None}),
        ("{equals: {fact: kind, value: a}}", {"kind": "a"}, {"kind": "b"}),
        ("{equals: {fact: amount, value: 5}}", {"amount": "5.00"}, {"amount": "5.01"}),
        ("{equals: {fact: amount, value: {fact: count}}}", {"amount": 2, "count": 2}, {"amount": 2, "count": 3}),
        ("{in: {fact: kind, values: [a]}}", {"kind": "a"}, {"kind": "b"}),
        ("{not_in: {fact: kind, values: [a]}}", {"kind": "b"}, {"kind": "a"}),
        ("{in: {fact: one, values: {threshold: kinds}}}", {"one": "x"}, {"one": "z"}),
        ("{contains: {fact: names, value: x}}", {"names": ["x", "y"]}, {"names": ["y"]}),
        ("{contains: {fact: names, value: {fact: one}}}", {"names": ["x"], "one": "x"}, {"names": ["x"], "one": "y"}),
        ("{contains_any: {fact: names, values: [x, z]}}", {"names": ["z"]}, {"names": ["y"]}),
        ("{contains_any: {fact: names, values: {fact: others}}}", {"names": ["z"], "others": ["z"]}, {"names": ["z"], "others": []}),
        ("{contains_any: {fact: names, values: {threshold: kinds}}}", {"names": ["y"]}, {"names": ["z"]}),
        ("{at_least: {fact: count, value: 2}}", {"count": 2}, {"count": 1}),
        ("{at_most: {fact: amount, value: {threshold: limit}}}", {"amount": "200"}, {"amount": "200.01"}),
        ("{more_than: {fact: count, value: 2}}", {"count": 3}, {"count": 2}),
        ("{less_than: {fact: count, value: 2}}", {"count": 1}, {"count": 2}),
        ("{on_or_before: {fact: on, value: 2024-05-06}}", {"on": "2024-05-06"}, {"on": "2024-05-07"}),
        ("{on_or_after: {fact: on, value: 2024-05-06}}", {"on": "2024-05-06"}, {"on": "2024-05-05"}),
        ("{before: {fact: on, value: 2024-05-06}}", {"on": "2024-05-05"}, {"on": "2024-05-06"}),
        ("{after: {fact: on, value: 2024-05-06}}", {"on": "2024-05-07"}, {"on": "2024-05-06"}),
        ("{after: {fact: at, value: {fact: on}}}", {"at": "2024-05-06T17:00:00+00:00", "on": "2024-05-06"}, {"at": "2024-05-06T15:00:00+00:00", "on": "2024-05-06"}),
        ("{all: [{is_true: done}, {is_true: given}]}", {"done": True, "given": True}, {"done": True, "given": False}),
        ("{any: [{is_true: done}, {is_true: given}]}", {"done": False, "given": True}, {"done": False, "given": False}),
        ("{none: [{is_true: done}, {is_true: given}]}", {"done": False, "given": False}, {"done": False, "given": True}),
        ("{none: [{known: on}]}", {}, {"on": "2024-05-06"}),
        ("{named: {function: disjoint, facts: [names, others]}}", {"names": ["x"], "others": ["y"]}, {"names": ["x"], "others": ["x"]}),
        ("{named: {function: not_member, facts: [one, names]}}", {"one": "x", "names": ["y"]}, {"one": "y", "names": ["y"]}),
        ("{named: {function: empty, facts: [names]}}", {"names": []}, {"names": ["x"]}),
        ("{is_false: never}", {}, {"never": True}),
    ],
)  # fmt: skip
def test_each_operator(tmp_path: Path, test: str, met: dict[str, Any], unmet: dict[str, Any]) -> None:
    assert state(tmp_path / "met", test, met) == "met"
    assert state(tmp_path / "unmet", test, unmet) == "unmet"


@pytest.mark.parametrize(
    ("test", "facts", "expected"),
    [
        ("{is_true: given}", {}, "open"),
        ("{is_true: done}", {}, "unmet"),
        ("{is_false: done}", {}, "unmet"),
        ("{none: [{is_true: done}]}", {}, "unmet"),
        ("{none: [{is_true: given}]}", {}, "open"),
        ("{known: amount}", {}, "open"),
        ("{at_most: {fact: amount, value: 3}}", {}, "open"),
        ("{at_most: {fact: amount, value: {fact: count}}}", {"amount": 3}, "unmet"),
        ("{at_most: {fact: amount, value: {threshold: gap}}}", {"amount": 3}, "unmet"),
        ("{more_than: {fact: amount, value: {threshold: gap}}}", {"amount": 3}, "unmet"),
        (
            "{any: [{less_than: {fact: amount, value: {threshold: gap}}}, {is_true: done}]}",
            {"amount": 3, "done": True},
            "met",
        ),
        ("{all: [{is_true: done}, {is_true: given}]}", {"done": True}, "open"),
        ("{all: [{is_true: done}, {is_true: given}]}", {"done": False}, "unmet"),
        ("{all: [{is_true: done}, {is_true: given}]}", {}, "unmet"),
        ("{any: [{is_true: done}, {is_true: given}]}", {}, "open"),
        ("{any: [{is_true: done}, {is_true: given}]}", {"done": True}, "met"),
        ("{named: {function: subset, facts: [names, others]}}", {"names": ["x"]}, "unmet"),
        ("{contains: {fact: names, value: x}}", {}, "unmet"),
        ("{in: {fact: kind, values: [a]}}", {}, "unmet"),
    ],
)
def test_what_is_not_known_is_not_lawful(
    tmp_path: Path, test: str, facts: dict[str, Any], expected: str
) -> None:
    assert state(tmp_path, test, facts) == expected


@pytest.mark.parametrize(
    "facts",
    [
        {"done": "yes"}, {"count": "two"}, {"count": True}, {"amount": "1,5"}, {"amount": True}, {"amount": "NaN"},
        {"kind": "c"}, {"on": "gestern"}, {"names": "x"}, {"at": 5}, {"one": 5},
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_type_is_a_defect_of_the_caller(tmp_path: Path, facts: dict[str, Any]) -> None:
    name = next(iter(facts))
    with pytest.raises(FactError, match=name):
        state(tmp_path, f"{{known: {name}}}", facts)


@given(st.lists(st.sampled_from(list(Outcome)), min_size=1, max_size=5))
def test_combinations_are_dual_where_all_is_known(parts: list[Outcome]) -> None:
    flip = {Outcome.MET: Outcome.UNMET, Outcome.UNMET: Outcome.MET}
    known = [part for part in parts if part in flip]
    if known:
        assert disjunction(known) == flip[conjunction([flip[part] for part in known])]
    assert (conjunction(parts) == Outcome.MET) == all(part == Outcome.MET for part in parts)
    assert (disjunction(parts) == Outcome.MET) == any(part == Outcome.MET for part in parts)


@given(st.frozensets(st.sampled_from("abcd")), st.frozensets(st.sampled_from("abcd")))
def test_named_functions(first: frozenset[str], second: frozenset[str]) -> None:
    assert disjoint(first, second) == disjoint(second, first)
    assert (subset(first, second) and subset(second, first)) == same_members(first, second)
    assert all(member(one, first) != not_member(one, first) for one in "abcd")
    assert set(FUNCTIONS) == {"disjoint", "subset", "same_members", "not_member", "member", "empty"}
