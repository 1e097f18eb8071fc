"""Golden cases of norms/tests: what every act, and every period, must answer on worked examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.lawengine.books import NORMS, real

from lawengine import Verdict, examine, may
from lawengine.clock import ClockReading, Extension, Pause, read
from lawengine.facts import as_day
from lawengine.reading import Problems, read_yaml

TESTS = NORMS / "tests"
ACT_FILES = "[!_]*.yaml"
FILE_KEYS = {"act", "on", "jurisdiction", "roles", "given", "cases", "reasons"}
CASE_KEYS = {"name", "on", "jurisdiction", "roles", "change", "drop", "reasons", "expect"}
EXPECTED = {"allowed", "possible", "proposable", "unmet", "warnings", "open", "cites"}
CLOCK_KEYS = {
    "name",
    "clock",
    "started",
    "as_of",
    "stopped",
    "jurisdiction",
    "pauses",
    "extensions",
    "term",
    "expect",
}
Case = dict[str, Any]


@cache
def files(pattern: str) -> tuple[tuple[str, Case], ...]:
    return tuple((path.name, plain(path)) for path in sorted(TESTS.glob(pattern)))


def plain(path: Path) -> Case:
    """As the engine reads YAML: keys stay text (`on` is a word, not true) and duplicate keys are refused."""
    problems = Problems()
    entry = read_yaml(path.read_bytes(), path.name, problems)
    found = entry.plain() if entry is not None else {}
    problems.raise_if_any()
    return found


def act_cases() -> Iterator[Any]:
    for name, file in files(ACT_FILES):
        for case in file["cases"]:
            yield pytest.param(file, case, id=f"{name}:{case['name']}")


def clock_cases() -> Iterator[Any]:
    for name, file in files("_clocks*.yaml"):
        for case in file["clocks"]:
            yield pytest.param(file, case, id=f"{name}:{case['name']}")


def ask(file: Case, case: Case) -> Verdict:
    facts = {**file.get("given", {}), **case.get("change", {})}
    for name in case.get("drop", ()):
        facts.pop(name, None)
    return may(
        real(),
        file["act"],
        on=case.get("on", file["on"]),
        facts=facts,
        jurisdiction=str(case.get("jurisdiction", file["jurisdiction"])),
        roles=frozenset(case.get("roles", file.get("roles", ()))),
        reasons=case.get("reasons", file.get("reasons")),
    )


@pytest.mark.parametrize(("file", "case"), act_cases())
def test_act(file: Case, case: Case) -> None:
    assert set(file) <= FILE_KEYS, "unknown key in the file"
    assert set(case) <= CASE_KEYS and set(case["expect"]) <= EXPECTED, "unknown key in the case"
    assert set(case.get("drop", ())) <= set(file.get("given", {})), "drops a fact that is not given"
    declared = real().facts
    assert set(file.get("given", {})) | set(case.get("change", {})) <= set(declared), (
        "gives an undeclared fact"
    )
    verdict = ask(file, case)
    expect = case["expect"]
    for name in ("unmet", "warnings", "open"):
        if name in expect:
            assert sorted(f.id for f in getattr(verdict, name)) == sorted(expect[name]), name
    for name in ("allowed", "possible", "proposable"):
        if name in expect:
            assert getattr(verdict, name) is expect[name], [
                f.id for f in verdict.findings if f.state != "met"
            ]
    cited = {cite.short for f in verdict.findings if f.state != "met" for cite in f.cites}
    assert set(expect.get("cites", ())) <= cited


def reading(file: Case, case: Case) -> ClockReading:
    started = moment(case["started"])
    return read(
        real(),
        case["clock"],
        started=started,
        as_of=moment(case.get("as_of", as_day(started))),
        jurisdiction=str(case.get("jurisdiction", file["jurisdiction"])),
        pauses=[Pause(*pause) for pause in case.get("pauses", ())],
        extensions=[Extension(*extension) for extension in case.get("extensions", ())],
        stopped=case.get("stopped"),
        term=case.get("term"),
    )


def ground_cases() -> Iterator[Any]:
    for name, file in files("_grounds*.yaml"):
        for ground in file["grounds"]:
            for case in ground["cases"]:
                yield pytest.param(file, ground, case, id=f"{name}:{ground['ground']}:{case['name']}")


def ground_states(file: Case, ground: Case, case: Case) -> dict[str, str]:
    facts = {**ground["given"], **case.get("change", {})}
    for name in case.get("drop", ()):
        facts.pop(name)
    found = examine(real(), ground["ground"], on=file["on"], facts=facts, jurisdiction=file["jurisdiction"])
    return {finding.id: finding.state for finding in found}


@pytest.mark.parametrize(("file", "ground", "case"), ground_cases())
def test_ground(file: Case, ground: Case, case: Case) -> None:
    assert set(ground) <= {"ground", "given", "cases"}, "unknown key in the ground"
    assert set(case) <= {"name", "change", "drop", "unmet", "open"}, "unknown key in the case"
    found = ground_states(file, ground, case)
    for state in ("unmet", "open"):
        assert sorted(name for name, value in found.items() if value == state) == sorted(
            case.get(state, ())
        ), found


def moment(value: Any) -> date | datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


@pytest.mark.parametrize(("file", "case"), clock_cases())
def test_clock(file: Case, case: Case) -> None:
    assert set(case) <= CLOCK_KEYS, "unknown key in the case"
    found = reading(file, case)
    for name, value in case["expect"].items():
        wanted = datetime.fromisoformat(value) if name == "due_at" else value
        assert getattr(found, name) == wanted, (name, found.steps)


@cache
def states() -> dict[str, dict[str, set[str]]]:
    """Act -> requirement -> states seen in its cases."""
    seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for _, file in files(ACT_FILES):
        for case in file["cases"]:
            for finding in ask(file, case).findings:
                seen[file["act"]][finding.id].add(finding.state)
    return seen


def requirements(kind: str) -> tuple[set[str], set[str]]:
    """(own, shared) requirement ids of an act over all time and places."""
    own: set[str] = set()
    shared: set[str] = set()
    for norm in real().act_history(kind):
        for requirement in norm.requires:
            (shared if "/grounds/" in requirement.path else own).add(requirement.id)
    return own, shared


ACTS = sorted(path.stem for path in (NORMS / "national/acts").glob("*.yaml"))


def test_act_files_are_named_after_their_act() -> None:
    assert sorted(real().acts()) == ACTS


@pytest.mark.parametrize("kind", ACTS)
def test_every_requirement_has_a_met_and_an_unmet_case(kind: str) -> None:
    own, _ = requirements(kind)
    seen = states()[kind]
    missing = {
        name: sorted({"met", "unmet"} - seen[name])
        for name in sorted(own)
        if not {"met", "unmet"} <= seen[name]
    }
    assert not missing


def test_every_shared_requirement_has_a_met_and_an_unmet_case() -> None:
    used = {name for kind in real().acts() for name in requirements(kind)[1]}
    seen: dict[str, set[str]] = defaultdict(set)
    for found in states().values():
        for name, values in found.items():
            seen[name] |= values
    for parameters in ground_cases():
        for name, state in ground_states(*parameters.values).items():
            seen[name].add(state)
    missing = {
        name: sorted({"met", "unmet"} - seen[name])
        for name in sorted(used)
        if not {"met", "unmet"} <= seen[name]
    }
    assert not missing


def test_every_clock_has_a_worked_date() -> None:
    worked = {case["clock"] for _, file in files("_clocks*.yaml") for case in file["clocks"]}
    assert set(real().clocks()) <= worked
