"""A decision replays from its proof, offline; a changed fact, article, amount or file is named."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from chengguan.quality.checker import build_checker
from chengguan.quality.selectors.proofs import build_proof
from chengguan.web.demonstration.execution_steps import summary_walk
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk
from lawengine import NormBook
from lawengine.proof import check, material

pytestmark = pytest.mark.django_db
BOOKS: dict[str, NormBook] = {}
Proof = dict[str, Any]


def decided(walk: Walk) -> Walk:
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号", **walk.plan}
    for _, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS):
        step(walk)
    return walk


@pytest.fixture
def proof(walk: Walk) -> Proof:
    built = build_proof(decided(walk).subject_case)
    assert built is not None
    return json.loads(json.dumps(built))  # type: ignore[no-any-return]


def sealed_again(proof: Proof) -> Proof:
    """The proof with all hashes made anew, as someone would who forges it whole."""
    ends: dict[str, str] = {}
    for step in proof["steps"]:
        step["previous"] = ends.get(step["chain"], "0" * 64)
        covered = material(*(step[name] for name in ("previous", "chain", "seq", "kind", "at_us", "body")))
        step["hash"] = hashlib.sha256(covered).hexdigest()
        step["hash_sm3"] = hashlib.new("sm3", covered).hexdigest()
        ends[step["chain"]] = step["hash"]
    return proof


def changed(proof: Proof, change: Callable[[dict[str, Any]], None], at: int = -1) -> Proof:
    """The proof with the body of one step changed and every hash made to fit again."""
    forged = copy.deepcopy(proof)
    body = json.loads(forged["steps"][at]["body"])
    change(body)
    forged["steps"][at]["body"] = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sealed_again(forged)


def test_an_ordinary_decision_replays(proof: Proof) -> None:
    report = check(proof, books=BOOKS)
    assert report.ok, list(report.lines())
    assert report.steps == len(proof["steps"]) > 20
    derivation = json.loads(proof["steps"][-1]["body"])["data"]["derivation"]
    assert derivation["discretion"]["fine"] == "2000"
    assert {row["clock"] for row in derivation["clocks"]} >= {"case_decision", "statement_window"}


def test_a_summary_decision_replays(make_walk: Callable[..., Walk]) -> None:
    walk = make_walk(plan={"fine": "200", "tier": "1", "place": "示范路8号"})
    summary_walk(walk)
    built = build_proof(walk.subject_case)
    assert built is not None
    assert check(built, books=BOOKS).ok


def test_one_changed_byte_of_any_step_is_named(proof: Proof) -> None:
    for number in range(0, len(proof["steps"]), 5):
        forged = copy.deepcopy(proof)
        forged["steps"][number]["body"] = forged["steps"][number]["body"].replace("true", "true ", 1)
        report = check(forged, books=BOOKS)
        assert report.faults["chain"]
        assert forged["steps"][number]["kind"] in report.faults["chain"][0]


def test_every_fact_of_the_decision_matters_even_when_all_hashes_are_made_anew(proof: Proof) -> None:
    body = json.loads(proof["steps"][-1]["body"])
    for name, value in body["facts"].items():
        if name in ("roles", "missing", "approved_through"):
            continue
        other = not value if isinstance(value, bool) else "1999-01-01" if _dated(value) else f"{value}9"

        def change(target: dict[str, Any], name: str = name, other: Any = other) -> None:
            target["facts"][name] = other

        report = check(changed(proof, change), books=BOOKS)
        assert not report.ok, name
        assert report.anchor != proof["steps"][-1]["hash"]


def _dated(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4] == "-"


def test_a_changed_amount_does_not_fit_its_weighing(proof: Proof) -> None:
    def dearer(body: dict[str, Any]) -> None:
        body["data"]["derivation"]["discretion"]["fine"] = "9000"

    def wider(body: dict[str, Any]) -> None:
        body["data"]["derivation"]["discretion"]["maximum"] = "20000.00"

    def later(body: dict[str, Any]) -> None:
        body["data"]["derivation"]["clocks"][0]["due_on"] = "2030-01-01"

    assert check(changed(proof, dearer), books=BOOKS).faults["discretion"]
    assert check(changed(proof, wider), books=BOOKS).faults["discretion"]
    assert check(changed(proof, later), books=BOOKS).faults["clocks"]


def test_a_fact_that_no_act_established_is_named(proof: Proof) -> None:
    def invent(body: dict[str, Any]) -> None:
        body["facts"]["filed_on"] = "2024-05-01"
        for finding in body["verdict"]["findings"]:
            if "filed_on" in finding["seen"]:
                finding["seen"]["filed_on"] = "2024-05-01"

    report = check(changed(proof, invent), books=BOOKS)
    assert any("filed_on" in fault for fault in report.faults["facts"])


def test_a_changed_rule_and_a_changed_instrument_are_named(proof: Proof) -> None:
    forged = copy.deepcopy(proof)
    key = next(iter(forged["books"].values()))["national/acts/case.decide.yaml"]
    forged["files"][key] += "\n# 改动"
    assert any("case.decide" in fault for fault in check(forged).faults["books"])
    forged = copy.deepcopy(proof)
    forged["instrument"]["context"] = forged["instrument"]["context"].replace("2000", "200", 1)
    assert check(forged, books=BOOKS).faults["instrument"]


@pytest.mark.parametrize(
    "wrong",
    [{}, {"format": "x"}, {"format": "chengguan-proof/1"}, {"format": "chengguan-proof/1", "steps": [{}]}],
)
def test_rubbish_is_refused_in_words(wrong: Proof) -> None:
    report = check(wrong)
    assert not report.ok
    assert any("格式" in line for line in report.lines())


def test_the_checker_runs_alone_and_offline(proof: Proof, tmp_path: Path) -> None:
    (tmp_path / "check.pyz").write_bytes(build_checker())
    (tmp_path / "good.json").write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")

    def dearer(body: dict[str, Any]) -> None:
        body["sets"]["fine"] = "9000"

    (tmp_path / "bad.json").write_text(
        json.dumps(changed(proof, dearer), ensure_ascii=False), encoding="utf-8"
    )

    def run(name: str) -> subprocess.CompletedProcess[str]:
        # -I -S: neither the environment nor any installed package can help.
        command = [sys.executable, "-I", "-S", "-X", "utf8", "check.pyz", name]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8"
        )

    good, bad = run("good.json"), run("bad.json")
    assert good.returncode == 0, good.stdout + good.stderr
    assert "结论：与记录一致" in good.stdout
    assert bad.returncode == 1
    assert "不通过" in bad.stdout
    assert build_checker() == build_checker()


def test_the_page_replays_and_hands_out_file_and_checker(walk: Walk) -> None:
    case = decided(walk).subject_case
    client = Client()
    client.force_login(walk.pair[0].user)
    page = client.get(f"/cases/{case.pk}/proof/")
    assert "重新推导，结果与记录一致" in page.content.decode()
    file = client.get(f"/cases/{case.pk}/proof.json")
    assert check(json.loads(file.content), books=BOOKS).ok
    assert client.get("/proof/checker.pyz").content == build_checker()
    outsider = Client()
    outsider.force_login(walk.cast.handlers[-1].user)
    assert outsider.get(f"/cases/{case.pk}/proof.json").status_code == 404
