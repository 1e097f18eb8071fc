"""Acts of the summary procedure 简易程序 (行政处罚法 第五十一条至第五十三条): decide, deliver, report, turn to the ordinary procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import summary as facts
from chengguan.cases.facts.derivation import derivation
from chengguan.cases.facts.joint_service import companions
from chengguan.cases.models import Case, Decision, Service
from chengguan.documents.attaching import attach
from chengguan.documents.models import Instrument
from chengguan.intake.acts import register_lead
from chengguan.ledger.acting import Done, act
from chengguan.parties.acts import register_or_find
from chengguan.parties.models import Party
from chengguan.people.models import Bureau, Officer
from chengguan.people.selectors import OfficerCard, officer_cards
from chengguan.powers.models import Matter

from .execution import SPOT_GROUNDS, decision_paper
from .filing import matter_facts, party_facts
from .issuing import issue_for_case, refs
from .joint_service import as_known, issue_with_decision
from .service import serve_with, served_sets

PENALTIES: Final = {"warning": "警告", "fine": "罚款"}


@act("summary.decide", facts=facts.decide)
def decide(
    *, actor: Viewer, at: datetime, party: Party | None, newcomer: Mapping[str, str] | None, matter: Matter,
    penalty: str, fine: Decimal, violated_at: datetime, place: str, words: Mapping[str, str],
    checks: Mapping[str, bool], collection: Mapping[str, str], officers: Sequence[int],
    photos: Sequence[UploadedFile[Any]] = (), party_reasons: Mapping[str, str] | None = None
) -> Done:  # fmt: skip
    """当场作出行政处罚决定 (行政处罚法 第五十一条、第五十二条): makes the case, takes the number. Result: the case.

    `collection` says how the fine will be paid: way (bank | spot), ground, note. `party_reasons` answer the warnings of
    party.register where the party is new. Raises Refused also when that party may not be registered, and UploadRefused
    for a file that is not a photograph.
    """
    on = local_date(at)
    known_party = party or register_or_find(actor=actor, at=at, reasons=party_reasons, **(newcomer or {}))
    cards = officer_cards(list(officers), on)
    amount = fine if penalty == "fine" else Decimal(0)
    case = _new_case(actor, at, known_party, matter, violated_at, place, words["facts"], cards, amount)
    printed = _printed(penalty, amount, violated_at, place, words, collection)
    paper = issue_for_case(case, "summary_decision", at=at, act=printed, officers=cards)
    _record(case, actor, penalty, amount, paper)
    spot = collection.get("way") == "spot"
    started = _start(case, at, officers, violated_at)
    papers = issue_with_decision(
        case, paper, (), known=started, at=at, jurisdiction=actor.jurisdiction, officers=cards
    )
    sets = {
        **started,
        "joint_documents": as_known(papers),
        "decision_kind": "penalty",
        "decision_instrument": str(paper.pk),
        "decision_kinds": [penalty],
        "fine": str(amount),
        "spot_ground": collection.get("ground") if spot else None,
        "spot_explanation": collection.get("note", ""),
    }
    data = {
        "party": known_party.pk,
        "matter": matter.code,
        "penalty": penalty,
        "fine": amount,
        "violated_at": violated_at,
        "place": place,
        **words,
        "checks": dict(checks),
        "collection": dict(collection),
        "officers": list(officers),
        "photos": _keep(photos, case, actor, at),
        "derivation": derivation(
            known={**sets, "party_is_organisation": known_party.is_organisation},
            matter=matter,
            fine=amount,
            tier="",
            leniency="none",
            circumstances=(),
            on=on,
            jurisdiction=actor.jurisdiction,
        ),
    }
    return Done(case, sets=sets, data=data, documents=refs(paper, *papers), result=case)


def _keep(photos: Sequence[UploadedFile[Any]], case: Case, actor: Viewer, at: datetime) -> list[str]:
    """Keep the photographs with the case; their digests."""
    kept = (
        attach(
            photo.chunks(), name=str(photo.name), subject_key=case.chain_key, scope=case, actor=actor, at=at
        )
        for photo in photos
    )
    return [attachment.file.sha256 for attachment in kept]


def _record(case: Case, actor: Viewer, penalty: str, fine: Decimal, paper: Instrument) -> None:
    Decision.objects.create(
        case=case,
        kind="penalty",
        decided_on=case.opened_on,
        decided_by_id=actor.officer_id,
        kinds=[penalty],
        fine=fine,
        reasons=case.summary,
        instrument=paper,
    )


def _new_case(
    actor: Viewer,
    at: datetime,
    party: Party,
    matter: Matter,
    violated_at: datetime,
    place: str,
    summary: str,
    cards: Sequence[OfficerCard],
    fine: Decimal,
) -> Case:
    bureau, on = Bureau.objects.get(pk=actor.bureau_id), local_date(at)
    unit = Officer.objects.select_related("unit").get(pk=cards[0].id).unit
    case = Case(
        id=uuid7(at),
        bureau=bureau,
        brigade_id=unit.brigade_id,
        squad_id=unit.squad_id,
        number=f"{bureau.short}简〔{on.year}〕第{next_number(bureau.code, 'summary_case', on.year)}号",
        procedure=Case.SUMMARY,
        matter=matter,
        cause=matter.title,
        party=party,
        party_name=party.name,
        party_protected=party.protected_on(local_date(violated_at)),
        occurred_on=local_date(violated_at),
        place=place.strip(),
        summary=summary.strip(),
        lead_officer_id=cards[0].id,
        assisting_officer_id=cards[1].id,
        opened_on=on,
        decided_on=on,
        outcome="penalty",
        fine_amount=fine,
        is_demo=bureau.is_demo,
    )
    case.save(force_insert=True)
    return case


def _start(case: Case, at: datetime, officers: Sequence[int], violated_at: datetime) -> dict[str, Any]:
    """What is known of a summary case from the first moment."""
    on = local_date(at).isoformat()
    return {
        "origin": "patrol",
        "procedure": Case.SUMMARY,
        "discovered_on": on,
        "occurred_on": case.occurred_on,
        "continuing": False,
        "officers": list(officers),
        "investigators": list(officers),
        "recused": [],
        "recusal_pending": False,
        **matter_facts(case.matter),
        **party_facts(case),
        "party_identified_on": on,
        "correction_ordered_on": on,
        "decided_on": on,
        "summary_decided_on": on,
        "summary_violated_at": facts.moment(violated_at),
    }


def _printed(
    penalty: str,
    fine: Decimal,
    violated_at: datetime,
    place: str,
    words: Mapping[str, str],
    collection: Mapping[str, str],
) -> dict[str, Any]:
    """Values of the printed decision."""
    statement = words["statement"].strip()
    answer = words["answer"].strip()
    values: dict[str, Any] = {
        "violated_at": violated_at,
        "place": place,
        "facts": words["facts"],
        "evidence": words["evidence"],
        "penalty": PENALTIES[penalty],
        "statement": f"{statement.rstrip('。')}。复核意见：{answer}" if answer else statement,
        "correction": words["correction"],
    }
    if penalty == "fine":
        spot = collection.get("way") == "spot"
        ground = SPOT_GROUNDS.get(collection.get("ground", ""), "")
        note = collection.get("note", "").strip()
        values |= {"fine": str(fine), "payment": "spot" if spot else "bank"}
        values |= {"spot_ground": f"{ground}（{note}）" if note else ground} if spot else {}
    return values


@act("summary.serve", facts=facts.serve, on="case")
def serve(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    delivered: bool,
    signed: bool,
    refusal: str,
    officers: Sequence[int],
) -> Done:
    """当场交付决定书 (行政处罚法 第五十二条第一款): signed for, or the refusal noted. Result: the service."""
    on, paper = local_date(at), decision_paper(case)
    assert isinstance(paper, Instrument)
    service = Service.objects.create(
        case=case,
        instrument=paper,
        method="personal" if signed else "lien",
        begun_on=on,
        served_on=on,
        receiver=case.party_name if signed else "",
        place=case.place,
        details={"on_spot": True, "refusal": refusal},
        officers=list(officers),
        proof=paper,
    )
    others = serve_with(service, companions(case, paper))
    sets = {
        **served_sets(case, paper, on, actor.jurisdiction),
        **{f"{other.kind}_served_on": on.isoformat() for other in others},
    }
    data = {
        "signed": signed,
        "refusal": refusal,
        "officers": list(officers),
        "together": [other.pk for other in others],
    }
    return Done(case, sets=sets, data=data, documents=refs(paper, *others), result=service)


@act("summary.report", facts=facts.report, on="case")
def report(*, actor: Viewer, at: datetime, case: Case, complete: bool, remarks: str) -> Done:
    """备案 (行政处罚法 第五十二条第三款): the officers report the decision to their agency."""
    paper = decision_paper(case)
    cards = officer_cards([case.lead_officer_id, case.assisting_officer_id], local_date(at))
    values = {
        "decision_number": paper.number if paper else "",
        "decided_on": case.decided_on,
        "penalty": "、".join(PENALTIES.get(kind, kind) for kind in case.known.get("decision_kinds", [])),
        "fine": str(case.fine_amount) if case.fine_amount else "",
        "served_on": case.known.get("decision_served_on"),
        "paid_on": case.known.get("paid_in_full_on"),
        "remarks": remarks,
    }
    instrument = issue_for_case(case, "summary_report", at=at, act=values, officers=cards)
    sets = {"summary_reported_on": local_date(at).isoformat()}
    return Done(
        case,
        sets=sets,
        data={"complete": complete, "remarks": remarks},
        documents=refs(instrument),
        result=instrument,
    )


@act("summary.convert", facts=facts.convert)
def convert(
    *,
    actor: Viewer,
    at: datetime,
    party: Party | None,
    newcomer: Mapping[str, str] | None,
    matter: Matter,
    violated_at: datetime,
    place: str,
    content: str,
    reason: str,
    party_reasons: Mapping[str, str] | None = None,
) -> Done:
    """转为普通程序 (行政处罚法 第五十四条): what was found becomes a lead, to be verified and filed. Result: the lead."""
    known_party = party or (
        register_or_find(actor=actor, at=at, reasons=party_reasons, **newcomer) if newcomer else None
    )
    lead = register_lead(
        actor=actor,
        at=at,
        origin="patrol",
        received_at=at,
        discovered_on=local_date(at),
        occurred_on=local_date(violated_at),
        place=place,
        content=content,
        matter=matter,
        party=known_party,
        reasons={"not_duplicate": reason},
    ).result
    sets = {"converted_from_summary": True}
    return Done(lead, sets=sets, data={"reason": reason, "matter": matter.code}, result=lead)
