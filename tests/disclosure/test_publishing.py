"""The life of a publication through its acts: prepared by itself, released, corrected, withdrawn, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from chengguan.agenda.models import Duty
from chengguan.base.dates import CHINA
from chengguan.disclosure.acts import publishing
from chengguan.disclosure.following import end_expired, publish_by_itself, withdraw_by_itself
from chengguan.disclosure.models import Publication, Revision
from chengguan.disclosure.verifying import verify_publications
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Posted
from chengguan.parties.acts import amend
from chengguan.people.platform import system_viewer
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def of(walk: Walk) -> Publication:
    return Publication.objects.get(subject_key=walk.subject_case.chain_key)


def shown(publication: Publication) -> dict[str, str]:
    return {row["id"]: row["value"] for row in publication.fields}


def at_nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)


@pytest.fixture
def decided(walk: Walk) -> Walk:
    """A fine of 3,000 yuan imposed and served on Monday 2024-05-06."""
    walk.plan["fine"] = "3000"
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    return walk


def unmet(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    verdict = refused.value.verdict
    return [finding.id for finding in (*verdict.unmet, *verdict.warnings)]


def release(walk: Walk, **inputs: Any) -> Publication:
    walk.later(hours=1)
    reviewer = walk.as_role("legal_reviewer")
    publication: Publication = publishing.release(
        actor=reviewer, at=walk.now, publication=of(walk), **inputs
    ).result
    return publication


def withdraw(walk: Walk, reason: str) -> None:
    publishing.withdraw(
        actor=walk.as_role("legal_reviewer"), at=walk.now, publication=of(walk), reason=reason
    )


def annul(walk: Walk) -> None:
    """The reconsideration organ annuls the decision, on Wednesday 2024-06-05."""
    organ = {"organ": "武冈市人民政府", "number": "武政复〔2024〕3号"}
    walk.perform(
        "case.record_relief", case=walk.subject_case, kind="reconsideration", started_on=walk.day, **organ
    )
    walk.later(days=30)
    walk.perform(
        "case.conclude_relief", case=walk.subject_case, ended_on=walk.day, outcome="annulled", fine=Decimal(0), **organ
    )  # fmt: skip


def rename(walk: Walk, name: str) -> None:
    walk.later(hours=1)
    walk.party.refresh_from_db()
    amend(actor=walk.as_role("handler"), at=walk.now, party=walk.party, changes={"name": name}, reason="名称登记有误")  # fmt: skip


def test_a_penalty_is_prepared_by_itself_with_its_periods(decided: Walk) -> None:
    publication = of(decided)
    assert (publication.stage, publication.severity) == ("prepared", "general")
    assert publication.due_on == date(2024, 5, 14)  # Saturday the 11th was worked
    assert (publication.repairable_from, publication.shown_until) == (date(2024, 8, 6), date(2027, 5, 6))
    assert shown(publication)["fine"] == "3000.00"
    duty = Duty.objects.get(subject=publication.chain_key)
    assert (duty.act, duty.due_on) == ("publication.release", date(2024, 5, 14))
    assert not list(verify_publications())


def test_it_is_released_in_time_by_itself_and_once(decided: Walk) -> None:
    publish_by_itself(at_nine(date(2024, 5, 8)))
    assert of(decided).stage == "prepared"
    assert publish_by_itself(at_nine(date(2024, 5, 9))) == 1
    publication = of(decided)
    assert publication.stage == "released" and Revision.objects.get().fields == publication.fields
    assert Posted.objects.filter(topic="disclosure.copy").count() == 1
    assert not Duty.objects.filter(subject=publication.chain_key).exists()
    assert publish_by_itself(at_nine(date(2024, 5, 10))) == 0
    assert not list(verify_publications())


def test_what_is_held_waits_for_a_person(decided: Walk) -> None:
    publishing.hold(
        actor=decided.as_role("legal_reviewer"), at=decided.now, publication=of(decided), reason="核对案由"
    )
    assert publish_by_itself(at_nine(date(2024, 5, 13))) == 0
    assert release(decided).stage == "released"
    assert of(decided).known["publication_held"] is False


def test_a_finding_keeps_it_until_somebody_has_looked(walk: Walk) -> None:
    walk.plan["facts"] = "当事人占道经营，经证人李小明证实，手机13912345678。"
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    publication = of(walk)
    assert "李小明" not in shown(publication)["facts"] and "139****5678" in shown(publication)["facts"]
    assert [row["id"] for row in publication.findings] == ["facts:person"]
    assert publish_by_itself(at_nine(date(2024, 5, 13))) == 0
    with pytest.raises(Refused) as refused:
        release(walk)
    assert unmet(refused) == ["findings_looked_at"]
    hide = publishing.correct(
        actor=walk.as_role("legal_reviewer"), at=walk.now, publication=of(walk), reason="隐去摊位名", hide=["占道经营"]
    )  # fmt: skip
    assert hide.data["changed"] == ["facts"] and "占道经营" not in shown(of(walk))["facts"]
    assert of(walk).revision == 1 and not Revision.objects.exists()
    assert release(walk, reviewed=True).stage == "released"


def test_before_service_a_reason_is_asked_for(walk: Walk) -> None:
    steps.summary_decide(walk)
    with pytest.raises(Refused) as refused:
        release(walk)
    assert unmet(refused) == ["served_first"]
    assert publish_by_itself(at_nine(date(2024, 5, 20))) == 0
    assert release(walk, reasons={"served_first": "社会关注"}).stage == "released"


def test_changed_facts_become_a_duty_and_a_new_revision(decided: Walk) -> None:
    release(decided)
    with pytest.raises(Refused) as refused:
        publishing.correct(actor=decided.as_role("legal_reviewer"), at=decided.now, publication=of(decided), reason="更正")  # fmt: skip
    assert unmet(refused) == ["content_changed"]
    rename(decided, "演示市甲乙建设工程有限公司")
    assert Duty.objects.get(subject=of(decided).chain_key).act == "publication.correct"
    publishing.correct(actor=decided.as_role("legal_reviewer"), at=decided.now, publication=of(decided), reason="当事人名称更正")  # fmt: skip
    publication = of(decided)
    assert (publication.revision, publication.party_name) == (2, "演示市甲乙建设工程有限公司")
    assert list(publication.revisions.values_list("number", "reason")) == [(1, ""), (2, "当事人名称更正")]
    assert not Duty.objects.filter(subject=publication.chain_key).exists()
    assert not list(verify_publications())


def test_what_has_changed_while_waiting_is_compiled_anew_before_it_is_shown(decided: Walk) -> None:
    rename(decided, "演示市甲乙建设工程有限公司")
    with pytest.raises(Refused) as refused:
        release(decided)
    assert unmet(refused) == ["content_current"]
    assert publish_by_itself(at_nine(date(2024, 5, 9))) == 1
    assert shown(of(decided))["party_name"] == "演示市甲乙建设工程有限公司"


def test_an_annulled_decision_is_withdrawn_with_public_reasons_within_three_working_days(
    decided: Walk,
) -> None:
    release(decided)
    annul(decided)
    publication = of(decided)
    assert publication.withdraw_due_on == date(2024, 6, 11)  # Monday the 10th was Dragon Boat festival
    assert Duty.objects.get(subject=publication.chain_key).act == "publication.withdraw"
    for reason, ground in (("  ", "reason_stated"), ("联系13912345678", "reason_clean")):
        with pytest.raises(Refused) as refused:
            withdraw(decided, reason)
        assert unmet(refused) == [ground]
    withdraw(decided, publishing.standard_reason(publication))
    publication = of(decided)
    assert publication.stage == "withdrawn" and "已被撤销（2024年6月5日）" in publication.withdraw_reason
    with pytest.raises(Refused) as again:
        release(decided)
    assert "awaits_release" in unmet(again)
    assert not list(verify_publications())


def test_on_the_last_day_the_platform_withdraws_what_nobody_did(decided: Walk) -> None:
    release(decided)
    annul(decided)
    assert withdraw_by_itself(at_nine(date(2024, 6, 7))) == 0
    assert withdraw_by_itself(at_nine(date(2024, 6, 11))) == 1
    assert of(decided).stage == "withdrawn"


def test_what_waits_is_declined_when_the_decision_falls(decided: Walk) -> None:
    with pytest.raises(Refused) as refused:
        withdraw(decided, "公示有误")
    assert unmet(refused) == ["is_shown"]
    annul(decided)
    assert of(decided).stage == "declined"
    assert "不予公示" in of(decided).known["publication_declined_because"]


def test_it_ends_by_itself_at_the_longest_term_and_early_only_by_repair(decided: Walk) -> None:
    release(decided)
    system = system_viewer(decided.cast.bureau)
    with pytest.raises(Refused) as refused:
        publishing.end(actor=system, at=decided.now, publication=of(decided), ending="repaired")
    assert unmet(refused) == ["repair_agreed", "minimum_over"]
    assert end_expired(at_nine(date(2027, 5, 6))) == 0
    assert end_expired(at_nine(date(2027, 5, 7))) == 1
    assert (of(decided).stage, of(decided).ending) == ("ended", "expired")
    assert not list(verify_publications())


def test_the_verifier_sees_content_that_nobody_entered(decided: Walk) -> None:
    publication = release(decided)
    rows = [{**row, "value": "改"} if row["id"] == "fine" else row for row in publication.fields]
    Publication.objects.filter(pk=publication.pk).update(fields=rows)
    assert [fault.split(": ")[1] for fault in verify_publications()] == [
        "公示内容与台账的摘要不一致",
        "最后的公示版本与公示内容不一致",
    ]


def test_since_2026_light_penalties_are_not_published_by_themselves(make_walk: Callable[..., Walk]) -> None:
    walk = make_walk(now=datetime(2026, 5, 11, 9, tzinfo=CHINA))
    steps.summary_decide(walk)
    assert not Publication.objects.exists()
    reviewer = walk.as_role("legal_reviewer")
    with pytest.raises(Refused) as refused:
        publishing.prepare(actor=reviewer, at=walk.now, case=walk.subject_case)
    assert unmet(refused) == ["not_minor"]
    reasons = {"not_minor": "涉及公共安全"}
    made = publishing.prepare(actor=reviewer, at=walk.now, case=walk.subject_case, reasons=reasons).result
    assert (made.severity, made.repairable_from, made.shown_until) == ("minor", date(2026, 5, 11), date(2026, 8, 11))  # fmt: skip
    with pytest.raises(Refused) as twice:
        publishing.prepare(actor=reviewer, at=walk.now, case=walk.subject_case, reasons=reasons)
    assert "not_prepared_before" in unmet(twice)
