"""Filing, refusing to file, assigning officers, recusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.cases.investigating import articles, ids, refused, run
from tests.conftest import make_matter

from chengguan.cases.facts.filing import same_unit
from chengguan.cases.models import Approval, Case
from chengguan.documents.models import Instrument
from chengguan.intake.models import Lead
from chengguan.ledger.models import Entry
from chengguan.people.models import Bureau, Officer
from chengguan.people.selectors import officer_cards
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.walk import Walk

MakeWalk = Callable[..., Walk]


def filing(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "lead": walk.lead,
        "matter": walk.matter,
        "officers": walk.pair_ids,
        "limitation": "limitation_2y",
        "already_fined": False,
        "summary": "占道",
    }
    return {**values, **changes}


def against(walk: Walk, **changes: Any) -> list[str]:
    """What stands against filing with other inputs."""
    return ids(refused(walk, "case.file", "deputy_head", **filing(walk, **changes)))


def test_filing_makes_the_case(walk: Walk) -> None:
    run(walk, "case.file")
    case = Case.objects.get()
    assert (case.stage, case.procedure, case.number) == ("filed", "ordinary", "武城管立〔2024〕第1号")
    assert case.known["officers"] == walk.pair_ids
    assert case.known["filed_on"] == "2024-05-06"
    assert case.known["discovered_on"] == "2024-05-06"
    assert case.known["matter_elements"] == walk.matter.elements
    assert (case.squad_id, case.brigade_id) == (walk.cast.squads[0].pk, walk.cast.brigade.pk)
    assert case.lead == walk.lead


def test_filing_marks_the_lead_in_the_same_transaction(walk: Walk) -> None:
    run(walk, "case.file")
    lead = Lead.objects.get()
    case = Case.objects.get()
    assert lead.stage == "filed"
    assert lead.known["filed_case"] == case.chain_key
    mark = Entry.objects.get(chain=lead.chain_key, kind="lead.mark_filed")
    assert mark.caused_by == case.chain_key
    assert (
        Entry.objects.get(chain=case.chain_key, kind="case.file").officer_id
        == walk.cast.officers["deputy_head"].pk
    )


def test_filing_approval_names_every_tier(walk: Walk) -> None:
    run(walk, "case.file")
    paper = walk.instrument("filing_approval")
    assert all(tier in paper.context for tier in ("squad_leader", "brigade_leader", "deputy_head"))


def test_a_lead_is_filed_once(walk: Walk) -> None:
    run(walk, "case.file")
    assert against(walk) == ["lead_open"]


@pytest.mark.parametrize(
    ("plan", "ground"),
    [({"prima_facie": False}, "prima_facie_evidence"), ({"own_jurisdiction": False}, "own_jurisdiction")],
)
def test_conclusions_of_the_check_bind(walk: Walk, plan: dict[str, Any], ground: str) -> None:
    walk.plan |= plan
    run(walk, "lead.verify")
    assert against(walk) == [ground]


def test_a_lead_has_to_be_verified(walk: Walk) -> None:
    run(walk, "lead.register")
    assert against(walk) == ["lead_verified", "own_jurisdiction", "prima_facie_evidence"]


@pytest.mark.parametrize(("days", "barred"), [(731, False), (732, True)])
def test_limitation(walk: Walk, days: int, barred: bool) -> None:
    """Two years from 2022-05-06 end on 2024-05-06, the day of discovery; from 2022-05-05 they have ended."""
    walk.plan["occurred_days_before"] = days
    run(walk, "lead.verify")
    if not barred:
        steps.file(walk)
        return
    verdict = refused(walk, "case.file", "deputy_head", **filing(walk))
    assert ids(verdict) == ["within_limitation"]
    assert articles(verdict, "within_limitation") == ["行政处罚法 36.1", "行政处罚法 36.2"]
    steps_filed = filing(walk, limitation="limitation_5y", approval=_passed(walk))
    assert walk.perform("case.file", "deputy_head", **steps_filed).result.stage == "filed"


def _passed(walk: Walk) -> Approval:
    officer = walk.cast.officers["squad_leader"]
    return Approval.objects.create(
        bureau=walk.cast.bureau,
        lead=walk.lead,
        act="case.file",
        tiers=["squad_leader", "brigade_leader", "deputy_head"],
        proposed_by=officer,
        proposed_at=walk.now,
    )


def test_a_continuing_act_is_not_time_barred(walk: Walk) -> None:
    lead = walk.perform(
        "lead.register",
        origin="patrol",
        received_at=walk.now,
        discovered_on=walk.day,
        occurred_on=date(2021, 8, 1),
        continuing=True,
        place="示范路",
        content="占道",
        party=walk.party,
    ).result
    walk.lead = lead
    steps.verify_lead(walk)
    steps.file(walk)
    assert walk.subject_case.known["continuing"] is True


def test_matter_of_a_later_day(walk: Walk, bureau: Bureau) -> None:
    run(walk, "lead.verify")
    assert against(walk, matter=make_matter(bureau, valid_from=date(2024, 5, 7))) == ["matter_in_force"]
    assert against(walk, matter=make_matter(bureau, valid_to=date(2024, 5, 5))) == ["matter_in_force"]


def test_power_item_that_has_ended(walk: Walk, bureau: Bureau) -> None:
    run(walk, "lead.verify")
    walk.matter.power.valid_to = date(2024, 5, 5)
    walk.matter.power.save()
    assert against(walk) == ["power_in_force"]


def test_fined_elsewhere(walk: Walk) -> None:
    run(walk, "lead.verify")
    verdict = refused(walk, "case.file", "deputy_head", **filing(walk, already_fined=True))
    assert ids(verdict) == ["not_already_fined"]
    assert articles(verdict, "not_already_fined") == ["行政处罚法 29"]


def test_two_officers_with_credentials(walk: Walk) -> None:
    run(walk, "lead.verify")
    assert against(walk, officers=walk.pair_ids[:1]) == ["officers_two"]
    walk.pair[1].credentials.update(revoked_on=date(2024, 5, 1))
    assert against(walk) == ["officers_credentials"]


def test_officers_of_one_brigade(walk: Walk) -> None:
    """Two squads of one brigade will do; squad and office will not."""
    across = [walk.cast.pair(0)[0].pk, walk.cast.pair(1)[0].pk]
    assert same_unit(officer_cards(across, walk.day))
    office = walk.cast.officers["legal_reviewer"]
    assert not same_unit(officer_cards([across[0], office.pk], walk.day))


def test_a_handler_does_not_file(walk: Walk) -> None:
    run(walk, "lead.verify")
    assert "by_whom" in ids(refused(walk, "case.file", **filing(walk)))


def test_filing_without_a_known_party(make_walk: MakeWalk) -> None:
    walk = make_walk()
    walk.lead = walk.perform(
        "lead.register",
        origin="patrol",
        received_at=walk.now,
        discovered_on=walk.day,
        occurred_on=walk.day,
        place="示范路",
        content="无主堆物",
    ).result
    walk.perform(
        "lead.verify",
        lead=walk.lead,
        officers=walk.pair_ids,
        checked_at=walk.now,
        findings="属实",
        prima_facie=True,
        own_jurisdiction=True,
    )
    steps.file(walk)
    assert walk.subject_case.party is None
    assert "待查" in walk.instrument("filing_approval").context
    steps.identify(walk)
    assert walk.subject_case.party_name == walk.party.name


def test_decline(walk: Walk) -> None:
    walk.plan["prima_facie"] = False
    run(walk, "lead.verify")
    walk.approve(
        "case.decline_filing", walk.lead, {"ground": "no_evidence", "explanation": "现场没有发现违法情形"}
    )  # type: ignore[arg-type]
    lead = Lead.objects.get()
    assert (lead.stage, lead.known["declined_on"]) == ("declined", "2024-05-06")
    assert Instrument.objects.filter(kind="filing_refusal_approval").exists()
    assert not Case.objects.exists()


def test_decline_must_agree_with_the_check(walk: Walk) -> None:
    run(walk, "lead.verify")
    verdict = refused(
        walk,
        "case.decline_filing",
        "deputy_head",
        lead=walk.lead,
        ground="no_evidence",
        explanation="没有证据",
    )
    assert ids(verdict) == ["decline_ground_consistent"]


def test_assign_other_officers(walk: Walk) -> None:
    run(walk, "case.file")
    others = [officer.pk for officer in walk.cast.handlers[2:4]]
    walk.perform(
        "case.assign", "squad_leader", case=walk.subject_case, officers=others, reason="原承办人借调"
    )
    case = walk.subject_case
    assert case.known["officers"] == others
    assert set(case.known["investigators"]) == {*others, *walk.pair_ids}
    assert (case.lead_officer_id, case.assisting_officer_id) == tuple(others)
    assert "原承办人借调" in walk.instrument("assignment_slip").context


def test_a_handler_does_not_assign(walk: Walk) -> None:
    run(walk, "case.file")
    verdict = refused(walk, "case.assign", case=walk.subject_case, officers=walk.pair_ids, reason="")
    assert ids(verdict) == ["assignment_reasoned", "by_whom"]


def request(walk: Walk, officer: Officer) -> None:
    walk.perform(
        "case.request_recusal",
        case=walk.subject_case,
        officer=officer.pk,
        applicant="party",
        reason="系当事人亲属",
        received_on=walk.day,
    )


def test_recusal_granted(walk: Walk) -> None:
    run(walk, "case.identify_party")
    lead_officer, second = walk.pair
    request(walk, second)
    assert walk.subject_case.known["recusal_pending"] is True
    walk.perform("case.decide_recusal", "organ_head", case=walk.subject_case, granted=True, reason="属实")
    case = walk.subject_case
    assert case.known["recused"] == [second.pk]
    assert case.known["officers"] == [lead_officer.pk]
    verdict = refused(walk, "case.assign", "squad_leader", case=case, officers=walk.pair_ids, reason="补充")
    assert ids(verdict) == ["not_recused"]
    assert articles(verdict, "not_recused") == ["行政处罚法 43.1"]


def test_recusal_rejected(walk: Walk) -> None:
    run(walk, "case.file")
    request(walk, walk.pair[1])
    walk.perform("case.decide_recusal", "organ_head", case=walk.subject_case, granted=False, reason="不属实")
    assert walk.subject_case.known["officers"] == walk.pair_ids
    assert "驳回" not in walk.instrument("recusal_decision").context
    assert ids(
        refused(walk, "case.decide_recusal", "organ_head", case=walk.subject_case, granted=True, reason="x")
    ) == ["recusal_pending"]


def test_recusal_is_decided_by_the_head(walk: Walk) -> None:
    run(walk, "case.file")
    request(walk, walk.pair[1])
    assert ids(
        refused(
            walk, "case.decide_recusal", "squad_leader", case=walk.subject_case, granted=True, reason="是"
        )
    ) == ["by_whom"]


def test_the_investigation_waits_for_the_recusal(walk: Walk) -> None:
    run(walk, "case.order_correction")
    request(walk, walk.pair[1])
    verdict = refused(walk, "case.finish_investigation", case=walk.subject_case, **steps.report_inputs(walk))
    assert ids(verdict) == ["recusal_settled"]


def test_recusal_of_a_stranger(walk: Walk) -> None:
    run(walk, "case.file")
    stranger = walk.cast.handlers[-1]
    verdict = refused(
        walk,
        "case.request_recusal",
        case=walk.subject_case,
        officer=stranger.pk,
        applicant="party",
        reason="",
        received_on=walk.day,
    )
    assert ids(verdict) == ["recusal_reasoned", "recusal_target_assigned"]
