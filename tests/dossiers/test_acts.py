"""编制、封卷、借阅、补充卷、移交: through acts, with what the law refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests.dossiers.conftest import add, picture, ready, seal

from chengguan.cases.models import Case
from chengguan.documents import storing
from chengguan.dossiers import preparing
from chengguan.dossiers.acts import keeping, lending
from chengguan.dossiers.binding import bind
from chengguan.dossiers.models import Dossier
from chengguan.dossiers.verifying import verify_dossiers
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.ledger.verifying import verify_chains, verify_subjects
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def unmet(act: Callable[..., Any], *args: Any, **inputs: Any) -> set[str]:
    with pytest.raises(Refused) as refused:
        act(*args, **inputs)
    verdict = refused.value.verdict
    return {finding.id for finding in (*verdict.unmet, *verdict.warnings)}


def test_numbers_run_without_gaps_and_the_case_may_be_archived_afterwards(
    closed: Walk, make_walk: Callable[..., Walk]
) -> None:
    first = ready(closed)
    assert first.archive_number == "430581-CF·2024-D10-0001"
    other = make_walk(plan={"fine": "100", "collection": "spot"}, now=closed.now)
    steps.summary_walk(other)
    assert ready(other).archive_number == "430581-CF·2024-D10-0002"
    assert unmet(seal, closed, first) == {"dossier_case_archived", "dossier_retention_same"}
    steps.archive(closed)
    assert seal(closed, first).stage == "sealed"


def test_what_is_lawful_only_in_its_order(walk: Walk) -> None:
    walk.plan |= {"fine": "100", "collection": "spot"}
    steps.summary_decide(walk)
    assert "dossier_case_closed" in unmet(ready, walk)
    preparing.render_missing(walk.subject_case)
    inputs = {"case": walk.subject_case, "retention": "10", "checker": walk.cast.officers["legal_reviewer"], "remarks": ""}  # fmt: skip
    refused = unmet(keeping.prepare, actor=walk.as_role("handler"), at=walk.now, **inputs)
    assert {"by_whom", "dossier_case_closed"} <= refused


def test_a_dossier_is_prepared_once_and_anew_while_it_is_open(archived: Walk) -> None:
    made = ready(archived)
    assert unmet(ready, archived) == {"dossier_new"}
    add(archived, picture(colour="red"), "补充照片.jpg")
    with pytest.raises(Refused) as refused:
        seal(archived, made)
    (finding,) = refused.value.verdict.unmet
    assert finding.id == "dossier_contents_same" and finding.seen["dossier_changes"] == [
        "新增附件：补充照片.jpg"
    ]
    again = keeping.prepare_again(
        actor=archived.as_role("archivist"), at=archived.now, dossier=made, retention="10",
        checker=archived.cast.officers["legal_reviewer"], remarks="补充照片一张",
    ).result  # fmt: skip
    assert again.archive_number == made.archive_number and again.pages == made.pages + 1
    assert unmet(seal, archived, again) == {"dossier_bound"}
    assert seal(archived, bind(again)).sealed_on == archived.day


def test_the_seal_binds_contents_file_and_chains(sealed: Dossier) -> None:
    body = Entry.objects.get(chain=sealed.chain_key, kind="dossier.seal").body
    assert sealed.pdf is not None
    assert sealed.contents_sha256 in body and sealed.pdf.sha256 in body and sealed.case.chain_key in body
    assert sealed.known["dossier_keep_until"] == "2034-12-31" == str(sealed.keep_until)
    assert [*verify_dossiers(), *verify_chains(), *verify_subjects()] == []


def test_nobody_checks_his_own_work(archived: Walk) -> None:
    made = ready(archived)
    assert unmet(seal, archived, made, checker="archivist") == {"dossier_checked"}
    assert unmet(seal, archived, made, checker="organ_head") == {"dossier_checked"}, "not the one in the form"


def test_a_tampered_file_is_not_sealed_and_is_named(archived: Walk) -> None:
    file = add(archived, picture(colour="black"), "关键照片.jpg").file
    made = ready(archived)
    with storing.local(file) as path:
        path.chmod(0o644)
        path.write_bytes(picture(colour="white"))
    with pytest.raises(Refused) as refused:
        seal(archived, made)
    (finding,) = refused.value.verdict.unmet
    assert finding.id == "dossier_files_present" and finding.seen["dossier_unready"] == ["附件：关键照片.jpg"]


def test_a_broken_chain_is_not_sealed(archived: Walk) -> None:
    made = ready(archived)
    from chengguan.ledger import triggers

    triggers.remove(connection)
    entry = Entry.objects.filter(chain=archived.subject_case.chain_key).first()
    assert entry is not None
    Entry.objects.filter(pk=entry.pk).update(body=entry.body.replace("测试", "改动"))
    triggers.install(connection)
    assert unmet(seal, archived, made) == {"dossier_chains_whole"}


def test_a_changed_bound_file_or_table_is_found_by_verify(sealed: Dossier) -> None:
    Dossier.objects.filter(pk=sealed.pk).update(pages=sealed.pages + 1)
    assert [fault for fault in verify_dossiers() if "页数" in fault]
    Dossier.objects.filter(pk=sealed.pk).update(pages=sealed.pages, contents=sealed.contents.replace("擅自", "经批准"))  # fmt: skip
    assert list(verify_dossiers()) == [f"案卷 {sealed.archive_number}: 内容与摘要不符"]


def test_sealed_is_sealed(archived: Walk, sealed: Dossier) -> None:
    assert unmet(seal, archived, sealed) == {"dossier_unsealed"}
    inputs = {"dossier": sealed, "retention": "10", "checker": archived.cast.officers["legal_reviewer"], "remarks": ""}  # fmt: skip
    assert unmet(keeping.prepare_again, actor=archived.as_role("archivist"), at=archived.now, **inputs) == {
        "dossier_unsealed"
    }


def test_later_papers_go_into_a_supplement(archived: Walk, sealed: Dossier) -> None:
    checker = archived.cast.officers["legal_reviewer"]
    inputs = {"actor": archived.as_role("archivist"), "dossier": sealed, "checker": checker, "reason": "当事人补交"}  # fmt: skip
    assert unmet(keeping.supplement, at=archived.now, **inputs) == {"dossier_has_new_papers"}
    add(archived, picture(colour="purple"), "补交材料.jpg")
    archived.later(days=1)
    further = keeping.supplement(at=archived.now, **inputs).result
    assert further.archive_number == f"{sealed.archive_number}-补1" and further.main == sealed
    assert unmet(keeping.supplement, at=archived.now, **inputs) >= {"supplement_before_sealed"}
    assert '"附件：补交材料.jpg"' in further.contents and further.pages == 1
    assert seal(archived, bind(further)).stage == "sealed"
    sealed.refresh_from_db()
    assert sealed.known["dossier_sealed_sha256"] == sealed.contents_sha256
    assert list(verify_dossiers()) == []


def lend(walk: Walk, dossier: Dossier, **changes: Any) -> Any:
    inputs = {
        "borrower": "李评查", "organisation": "司法局", "purpose": "案卷评查", "approved_by": "测试01",
        "due_on": walk.day + timedelta(days=14), **changes,
    }  # fmt: skip
    return lending.lend(actor=walk.as_role("archivist"), at=walk.now, dossier=dossier, **inputs)


def test_lending_is_for_one_at_a_time_until_it_comes_back(archived: Walk, sealed: Dossier) -> None:
    assert unmet(lend, archived, sealed, approved_by="李评查") == {"loan_approved"}
    assert unmet(lend, archived, sealed, due_on=archived.day) == {"loan_due_later"}
    assert unmet(lend, archived, sealed, due_on=archived.day + timedelta(days=60)) == {"loan_not_too_long"}
    lend(archived, sealed)
    assert unmet(lend, archived, sealed) == {"dossier_not_lent"}
    archived.later(days=20)
    back = {"actor": archived.as_role("archivist"), "at": archived.now, "dossier": sealed}
    assert unmet(lending.take_back, condition=" ", **back) == {"loan_condition_stated"}
    loan = lending.take_back(condition="完好", **back).result
    assert loan.returned_at == archived.now
    data = Entry.objects.get(chain=sealed.chain_key, kind="dossier.take_back").body
    assert '"days_late":6' in data
    assert unmet(lending.take_back, condition="完好", **back) == {"dossier_is_lent"}


def test_handing_over_early_needs_a_reason_and_ends_the_work(archived: Walk, sealed: Dossier) -> None:
    inputs = {"dossier": sealed, "receiver": "武冈市档案馆", "number": "移交1号", "checked": True}
    actor = archived.as_role("archivist")
    assert unmet(lending.hand_over, actor=actor, at=archived.now, **inputs) == {"hand_over_due"}
    done = lending.hand_over(
        actor=actor, at=archived.now, reasons={"hand_over_due": "机构撤销，经同意提前移交"}, **inputs
    )
    assert done.subject.stage == "handed_over"
    assert "dossier_not_handed_over" in unmet(lend, archived, sealed)


def test_viewing_needs_a_reason(archived: Walk, sealed: Dossier) -> None:
    inputs = {"actor": archived.as_role("handler"), "at": archived.now, "dossier": sealed}
    assert unmet(lending.view, reason=" ", **inputs) == {"view_reason_stated"}
    lending.view(reason="复议答复", **inputs)
    assert Entry.objects.filter(chain=sealed.chain_key, kind="dossier.view").count() == 1


def test_the_case_keeps_what_it_is(sealed: Dossier) -> None:
    case = Case.objects.get(pk=sealed.case_id)
    assert case.stage == "archived" and "dossier.seal" not in case.known["acts"]
