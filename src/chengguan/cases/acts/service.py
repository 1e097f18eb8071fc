"""Acts of service: confirm the address, serve an instrument by a statutory means, complete service by public notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from chengguan.base.dates import chinese_date, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import execution as owing
from chengguan.cases.facts import service as facts
from chengguan.cases.facts.known import day
from chengguan.cases.models import Case, Service
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .issuing import issue_for_case, refs

METHODS: Final = dict(Service.METHODS)
RELATIONS: Final = {
    "self": "受送达人本人",
    "family": "同住的成年家属",
    "representative": "法定代表人或者主要负责人",
    "mail_room": "本单位负责收件的人",
    "agent": "委托代理人",
    "designated": "指定的代收人",
}
PERFORMED_BY: Final = ("decision_served_on", "paid_in_full_on", "other_performed_on")
NOTICE_GROUNDS: Final = {"unknown_whereabouts": "受送达人下落不明", "other_failed": "采用其他方式无法送达"}


@act("case.confirm_service_address", facts=facts.confirm_service_address, on="case")
def confirm_service_address(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    receiver: str,
    address: str,
    phone: str,
    electronic: bool,
    electronic_address: str,
    signed: bool,
) -> Done:
    """送达地址确认 (行政处罚法 第六十一条第二款): where the party accepts service, and whether electronically."""
    values = {
        "receiver": receiver,
        "address": address,
        "phone": phone,
        "electronic": electronic,
        "electronic_address": electronic_address if electronic else "",
    }
    instrument, sets = confirmed_address(case, at, values)
    return Done(case, sets=sets, data=values, documents=refs(instrument), result=instrument)


def confirmed_address(
    case: Case, at: datetime, values: Mapping[str, Any], *, online: bool = False
) -> tuple[Instrument, dict[str, Any]]:
    """The form of the confirmed address and what is known from now on. Part of an act; `online`: the party did it himself."""
    confirmed = {"confirmed_at": at} if online else {}
    instrument = issue_for_case(case, "service_address_confirmation", at=at, act={**values, **confirmed})
    return instrument, {
        "service_address": dict(values),
        "electronic_service_agreed": bool(values["electronic"]),
        "service_address_confirmed_on": local_date(at).isoformat(),
    }


@act("case.serve", facts=facts.serve, on="case")
def serve(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    instrument: Instrument,
    method: str,
    served_on: date,
    place: str,
    receiver: str,
    relation: str,
    officers: Sequence[int],
    proof: bool,
    details: Mapping[str, Any],
    together: Sequence[UUID] | None = None,
) -> Done:
    """送达 (行政处罚法 第六十一条): one instrument by one means, with its proof. Public notice only starts here.

    Papers that go `together` with it (三书同达; all that belong to it, when not named) stand on the same proof of service.

    Result: the service. Raises InstrumentIncomplete when the proof of service lacks a fact.
    """
    service = Service(
        case=case,
        instrument=instrument,
        method=method,
        begun_on=served_on,
        served_on=None if method == "public_notice" else served_on,
        receiver=receiver,
        relation=RELATIONS.get(relation, ""),
        place=place,
        details=dict(details),
        officers=list(officers),
    )
    others = facts.together_with(case, instrument, together)
    if method == "public_notice":
        paper = _announce(case, service, at)
        sets = _notice_sets(case, service, actor.jurisdiction)
    else:
        paper = _prove(case, service, at, others)
        sets = served_sets(case, instrument, served_on, actor.jurisdiction)
    service.proof = paper
    service.save()
    sets |= _together_sets(case, serve_with(service, others), sets, service)
    data = {
        **_data(service),
        "officers": list(officers),
        "proof": proof,
        "together": [other.pk for other in others],
    }
    return Done(case, sets=sets, data=data, documents=refs(instrument, *others, paper), result=service)


def serve_with(service: Service, others: Sequence[Instrument]) -> Sequence[Instrument]:
    """Record papers that were served in the same service, by the same means, under the same proof."""
    Service.objects.bulk_create(
        Service(
            case=service.case,
            instrument=other,
            method=service.method,
            begun_on=service.begun_on,
            served_on=service.served_on,
            receiver=service.receiver,
            relation=service.relation,
            place=service.place,
            details=dict(service.details),
            officers=list(service.officers),
            proof=service.proof,
        )
        for other in others
    )
    return others


def _together_sets(
    case: Case, others: Sequence[Instrument], sets: Mapping[str, Any], service: Service
) -> dict[str, Any]:
    """What is known of the other papers of a service: served with it, or announced with it."""
    if service.served_on is not None:
        return {f"{other.kind}_served_on": service.served_on.isoformat() for other in others}
    started = dict(sets["public_notice_started"])
    row = started[str(service.instrument_id)]
    return {
        "public_notice_started": {
            **started,
            **{str(other.pk): {**row, "kind": other.kind} for other in others},
        }
    }


@act("case.complete_public_notice_service", facts=facts.complete_public_notice_service, on="case")
def complete_public_notice_service(
    *, actor: Viewer, at: datetime, case: Case, service: Service, officers: Sequence[int]
) -> Done:
    """公告送达期满 (民事诉讼法 第九十五条): the instrument counts as served on the last day of the notice period."""
    row = facts.notice_of(case.known, service)
    assert row is not None
    effective = date.fromisoformat(str(row["effective_on"]))
    rows = list(
        Service.objects.filter(case=case, proof=service.proof, served_on=None)
        .exclude(pk=service.pk)
        .select_related("instrument")
    )
    others = [other.instrument for other in rows]
    service.served_on, service.officers = effective, list(officers) or service.officers
    service.proof = _prove(case, service, at, others)
    service.save()
    Service.objects.filter(pk__in=[other.pk for other in rows]).update(
        served_on=effective, officers=service.officers, proof=service.proof
    )
    done = {str(service.instrument_id), *(str(other.pk) for other in others)}
    started = case.known["public_notice_started"]
    sets = {
        **served_sets(case, service.instrument, effective, actor.jurisdiction),
        **{f"{other.kind}_served_on": effective.isoformat() for other in others},
        "public_notice_started": {key: value for key, value in started.items() if key not in done},
    }
    papers = refs(service.instrument, *others, service.proof)
    return Done(case, sets=sets, data=_data(service), documents=papers, result=service)


def served_sets(case: Case, instrument: Instrument, served_on: date, jurisdiction: str) -> dict[str, Any]:
    """What is known once an instrument has been served; with the decision the party's periods begin and the stage moves."""
    sets: dict[str, Any] = {f"{instrument.kind}_served_on": served_on.isoformat()}
    if not facts.is_decision(case, instrument):
        return sets
    sets["decision_served_on"] = served_on.isoformat()
    if owing.fine_outstanding(case.known) and not case.known.get("deferred_until"):
        sets["pay_due_on"] = owing.due_on("pay", served_on, jurisdiction).isoformat()
    case.stage = "served" if case.stage == "decided" else case.stage
    return {**sets, **performed_sets(case, {**case.known, **sets}, served_on, jurisdiction)}


def performed_sets(case: Case, known: Mapping[str, Any], on: date, jurisdiction: str) -> dict[str, Any]:
    """履行完毕: once nothing of the decision is left to do, the day is known and the case stands at "performed"."""
    if known.get("performed_on") or not owing.performance_complete(known, on, jurisdiction):
        return {}
    case.stage = "performed" if case.stage == "served" else case.stage
    parts = [on, *(part for name in PERFORMED_BY if (part := day(known, name)))]
    return {"performed_on": max(parts).isoformat()}


def _notice_sets(case: Case, service: Service, jurisdiction: str) -> dict[str, Any]:
    effective = owing.due_on("public_notice_service", service.begun_on, jurisdiction)
    row = {
        "kind": service.instrument.kind,
        "started_on": service.begun_on.isoformat(),
        "effective_on": effective.isoformat(),
    }
    started = {**(case.known.get("public_notice_started") or {}), str(service.instrument_id): row}
    begun = (
        {"decision_service_begun_on": service.begun_on.isoformat()}
        if facts.is_decision(case, service.instrument)
        else {}
    )
    return {"public_notice_started": started, **begun}


def _announce(case: Case, service: Service, at: datetime) -> Instrument:
    """送达公告: what is served, why by notice, and when it counts as served."""
    values = {
        "paper": {"title": service.instrument.title, "number": service.instrument.number},
        "gist": service.details.get("gist") or f"{case.cause}一案",
        "ground": NOTICE_GROUNDS.get(str(service.details.get("notice_ground")), ""),
        "published_in": service.details.get("published_in", ""),
        "begun_on": service.begun_on,
    }
    return issue_for_case(case, "service_announcement", at=at, act=values, officers=_cards(service))


def _prove(case: Case, service: Service, at: datetime, others: Sequence[Instrument] = ()) -> Instrument:
    """送达回证 (民事诉讼法 第八十七条): names every paper of the service."""
    details = service.details
    papers = [
        {"title": paper.title, "number": paper.number, "count": "1份"}
        for paper in (service.instrument, *others)
    ]
    values = {
        "papers": papers,
        "method": service.method,
        "method_title": METHODS[service.method],
        "place": service.place or str(details.get("published_in", "")),
        "receiver": f"{service.receiver}（{service.relation}）"
        if service.receiver and service.relation
        else service.receiver,
        "refusal": details.get("refusal", ""),
        "witness": "、".join(part for part in (str(details.get("witness", "")), _recorded(details)) if part),
        "note": _note(service),
    }
    return issue_for_case(case, "proof_of_service", at=at, act=values, officers=_cards(service))


def _recorded(details: Mapping[str, Any]) -> str:
    return "已拍照、录像记录送达过程" if details.get("recorded") else ""


def _note(service: Service) -> str:
    """The particulars of the method, for the remarks of the proof."""
    details = service.details
    served = chinese_date(service.served_on) if service.served_on else ""
    begun = chinese_date(service.begun_on)
    words = {
        "postal": f"邮件号{details.get('tracking_number', '')}，收件日期{served}",
        "entrusted": f"委托{details.get('entrusted_to', '')}代为送达，送达日期{served}",
        "electronic": f"{details.get('arrived_at') or served}到达{details.get('electronic_address', '')}",
        "public_notice": f"自{begun}起在{details.get('published_in', '')}公告，{served}期满视为送达",
    }
    return words.get(service.method, f"送达日期{served}")


def _cards(service: Service) -> list[Any]:
    return officer_cards([int(pk) for pk in service.officers], service.begun_on)


def _data(service: Service) -> dict[str, Any]:
    return {
        "instrument": service.instrument_id,
        "title": service.instrument.title,
        "number": service.instrument.number,
        "method": METHODS[service.method],
        "begun_on": service.begun_on,
        "served_on": service.served_on,
        "place": service.place,
        "receiver": service.receiver,
        "relation": service.relation,
        "details": dict(service.details),
    }
