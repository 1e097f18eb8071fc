"""柔性执法 (行政处罚法 第六条、第三十条至第三十三条; 行政强制法 第十六条第二款): what has to be on record before leniency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import chinese_date, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import leniency as facts
from chengguan.cases.facts.base import state_facts
from chengguan.cases.facts.history import as_told, history
from chengguan.cases.facts.standing import LISTS, NO_COMPULSION, list_rows, timeliness
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Done, act
from chengguan.ledger.norms import book
from chengguan.people.selectors import officer_cards

from .issuing import issue_for_case, refs
from .words import choice

REFUSED: Final = "refused"
WAYS: Final = {"personal": "当面告知", "phone": "电话通知", "letter": "书面通知"}


@act("case.record_record_check", facts=facts.record_check, on="case")
def record_record_check(
    *, actor: Viewer, at: datetime, case: Case, asked_on: date, systems: Sequence[tuple[str, str]], outside: int, details: str
) -> Done:  # fmt: skip
    """查询当事人违法记录 (行政处罚法 第三十三条第一款): what other agencies told, beside what this bureau has. Result: the record."""
    on = local_date(at)
    entered = {
        "asked_on": asked_on,
        "systems": [{"system": name, "result": result} for name, result in systems],
        "outside": outside,
        "details": details,
    }
    told = _history(case, on, actor)
    paper = issue_for_case(case, "record_check", at=at, act={**entered, **told, "asked_by": actor.name})
    sets = {
        "record_checked_on": asked_on,
        "outside_violations": outside,
        "record_check_systems": [name for name, _ in systems],
    }
    return Done(case, sets=sets, data={**entered, "own": told["priors"]}, documents=refs(paper), result=paper)


def _history(case: Case, on: date, actor: Viewer) -> dict[str, Any]:
    """Decided cases that count, as documents tell of them."""
    found = history(case, on, actor.jurisdiction)
    assert found is not None
    return {
        "priors": as_told(found),
        "open_cases": list(found.open_numbers),
        "since": found.since,
        "years": found.years,
        "scope": found.scope_title,
    }


@act("case.prove_correction", facts=facts.proof, on="case")
def prove_correction(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], corrected_on: date, finding: str, evidence: Sequence[str]
) -> Done:  # fmt: skip
    """改正核实 (行政处罚法 第三十三条第一款): when the violation was put right, and by what that is proven. Result: the record."""
    on = local_date(at)
    due = timeliness(
        {**case.known, "corrected": True, "corrected_on": corrected_on.isoformat()}, on, actor.jurisdiction
    )
    rows = case.records.filter(pk__in=list(evidence)).order_by("id")
    entered = {
        "corrected_on": corrected_on,
        "finding": finding,
        "proofs": [{"name": row.title, "kind": row.get_kind_display()} for row in rows],
        "timely_by": due.due_on,
        "timely_basis": due.basis,
        "timely": due.met,
        "ordered_on": case.known.get("correction_ordered_on"),
    }
    paper = issue_for_case(
        case, "correction_proof", at=at, act=entered, officers=officer_cards(list(officers), on)
    )
    sets = {"corrected": True, "corrected_on": corrected_on, "correction_proven_on": on}
    data = {**entered, "officers": list(officers), "evidence": list(evidence)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


@act("case.assess_leniency", facts=facts.assessment, on="case")
def assess_leniency(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], slight: bool, slight_basis: str, harm: str,
    harm_basis: str, rows_met: Sequence[str]
) -> Done:  # fmt: skip
    """柔性执法情形核查 (行政处罚法 第三十三条第一款): gravity and harm with their basis, lists, first violation. Result: the form."""
    on = local_date(at)
    sets = {
        "leniency_assessed_on": on,
        "violation_slight": slight,
        "harm": harm,
        "list_rows_met": sorted(rows_met),
    }
    entered = {
        "slight": slight,
        "slight_basis": slight_basis,
        "harm": choice("harm", harm),
        "harm_basis": harm_basis,
    }
    paper = issue_for_case(
        case,
        "leniency_assessment",
        at=at,
        act={**entered, **_history(case, on, actor), **_findings(case, sets, on, actor)},
        officers=officer_cards(list(officers), on),
    )
    data = {**entered, "rows_met": list(rows_met), "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


def _findings(case: Case, sets: dict[str, Any], on: date, actor: Viewer) -> dict[str, Any]:
    """Lists and conditions as they stand once this assessment is on record."""
    known = {**case.known, **sets}
    state, due = state_facts(known, on, actor.jurisdiction), timeliness(known, on, actor.jurisdiction)
    found = history(case, on, actor.jurisdiction)
    rows = []
    for name in (item for item in LISTS if item != NO_COMPULSION):
        listing = book().listing(name, on=on, jurisdiction=actor.jurisdiction)
        for row in list_rows(name, known, on, actor.jurisdiction):
            met = row["id"] in sets["list_rows_met"]
            title = listing.title if listing else name
            rows.append({"list": title, "id": row["id"], "conditions": row["conditions"], "met": met})
    return {
        "rows": rows,
        "timely": due.met,
        "timely_by": due.due_on,
        "timely_basis": due.basis,
        "corrected_on": due.corrected_on,
        "first": bool(found and found.clean),
        "outside_checked": bool(found and found.checked_on),
        "minor_due": bool(state["minor_exemption_due"]),
        "first_open": bool(found and found.clean and state["exempt_slight_harm"] and due.met),
    }


@act("case.educate", facts=facts.education, on="case")
def educate(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], educated_on: date, ways: Sequence[str], audience: str,
    person: str, content: str, commitment: str, signed: bool, refusal: str
) -> Done:  # fmt: skip
    """教育 (行政处罚法 第六条、第三十三条第三款), with a written promise where one was given. Result: the record."""
    cards = officer_cards(list(officers), local_date(at))
    told = {way: choice("education_ways", way) for way in ways}
    taught = "、".join(title for way, title in told.items() if way != facts.COMMITMENT)
    entered = {
        "educated_on": educated_on,
        "ways": "、".join(told.values()),
        "audience": choice("education_audience", audience),
        "person": person,
        "content": content,
        "signed": signed,
        "refusal": refusal,
    }
    record = issue_for_case(
        case, "education_record", at=at, act={**entered, "commitment": commitment}, officers=cards
    )
    letter = (
        issue_for_case(case, "commitment_letter", at=at, act={**entered, "commitment": commitment})
        if commitment
        else None
    )
    promise = f"；签署守法承诺书，承诺{commitment.rstrip('。')}" if commitment else ""
    words = f"{chinese_date(educated_on)}对{entered['audience']}{taught or '进行教育'}：{content.rstrip('。')}{promise}"
    sets = {"educated_on": educated_on, "education_words": words, "commitment_signed": bool(commitment)}
    data = {**entered, "commitment": commitment, "ways": list(ways), "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(record, letter), result=record)


@act("case.persuade", facts=facts.persuasion, on="case")
def persuade(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], persuaded_at: datetime, place: str, person: str,
    content: str, response: str, result: str, credentials_shown: bool, process_recorded: bool
) -> Done:  # fmt: skip
    """说服教育、劝阻 (行政处罚法 第六条; 噪声污染防治法 第八十二条; 生态环境法典 第一千一百九十条). Result: the record."""
    entered = {
        "persuaded_at": persuaded_at,
        "place": place,
        "person": person,
        "content": content,
        "response": response,
        "result": choice("persuasion_result", result),
    }
    paper = issue_for_case(
        case, "persuasion_record", at=at, act=entered, officers=officer_cards(list(officers), local_date(at))
    )
    sets = {"persuaded_on": local_date(persuaded_at), "persuasion_refused": result == REFUSED}
    data = {**entered, "result": result, "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


@act("case.notify_guardian", facts=facts.guardian, on="case")
def notify_guardian(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], name: str, relation: str, phone: str, address: str,
    way: str, told: str, order: str, attends: bool
) -> Done:  # fmt: skip
    """通知监护人 (行政处罚法 第三十条、第三十一条): told, and ordered to discipline or to look after. Result: the notice."""
    on = local_date(at)
    entered = {
        "name": name,
        "relation": choice("guardian_relation", relation),
        "phone": phone,
        "address": address,
        "way": WAYS[way],
        "told": told,
        "order": order,
        "attends": attends,
        "occurred_on": case.occurred_on,
        "age": case.known.get("party_age"),
    }
    paper = issue_for_case(
        case, "guardian_notice", at=at, act=entered, officers=officer_cards(list(officers), on)
    )
    ordered = {"guardian_ordered_on": on} if order != "none" else {}
    sets = {"guardian_notified_on": on, "guardian_attends": attends, **ordered}
    data = {**entered, "relation": relation, "way": way, "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


@act("case.assess_capacity", facts=facts.capacity, on="case")
def assess_capacity(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], found: str, evidence: Sequence[str], reasons_given: str
) -> Done:  # fmt: skip
    """责任能力认定 (行政处罚法 第三十一条): none means no penalty, partial allows leniency. Result: the record."""
    on = local_date(at)
    rows = case.records.filter(pk__in=list(evidence)).order_by("id")
    entered = {
        "found": choice("capacity_found", found),
        "none": found == "none",
        "partial": found == "partial",
        "proofs": [{"name": row.title, "kind": row.get_kind_display(), "proves": row.proves} for row in rows],
        "reasons": reasons_given,
    }
    paper = issue_for_case(
        case, "capacity_assessment", at=at, act=entered, officers=officer_cards(list(officers), on)
    )
    sets = {"capacity": found, "capacity_assessed_on": on}
    data = {"found": found, "reasons": reasons_given, "evidence": list(evidence), "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


@act("case.refrain_from_compulsion", facts=facts.refraining, on="case")
def refrain_from_compulsion(
    *, actor: Viewer, at: datetime, case: Case, measures: Sequence[str], ground: str, explanation: str, instead: str,
    approval: Approval | None = None
) -> Done:  # fmt: skip
    """决定不采取行政强制措施 (行政强制法 第十六条第二款): by the head, with reasons. Result: the approval form."""
    on = local_date(at)
    rows = list_rows(NO_COMPULSION, case.known, on, actor.jurisdiction)
    entered = {
        "measures": "、".join(choice("refrain_measures", measure) for measure in measures),
        "ground": choice("refrain_ground", ground),
        "explanation": explanation,
        "instead": instead,
        "listed": "；".join(f"{row['id']}：{row['conditions']}" for row in rows),
        "proposed_on": local_date(approval.proposed_at) if approval else None,
    }
    paper = issue_for_case(case, "no_compulsion_approval", at=at, act=entered, approval=approval)
    sets = {"compulsion_refrained_on": on, "compulsion_refrained": sorted(measures)}
    data = {"measures": list(measures), "ground": ground, "explanation": explanation, "instead": instead}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)
