"""Facts of the summary procedure 简易程序 (行政处罚法 第五十一条至第五十三条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from chengguan.parties.facts import twin
from chengguan.parties.identity import born_on
from chengguan.parties.models import Party
from chengguan.powers.models import Matter
from lawengine.calendar import age_on

from .base import actor_facts, case_sheet, officers_facts
from .execution import due_on
from .investigation import age_classes


def decide(
    *,
    actor: Viewer,
    at: datetime,
    party: Party | None,
    newcomer: Mapping[str, str] | None,
    matter: Matter,
    penalty: str,
    fine: Decimal,
    violated_at: datetime,
    place: str,
    words: Mapping[str, str],
    checks: Mapping[str, bool],
    collection: Mapping[str, str],
    officers: Sequence[int],
    photos: Sequence[Any] = (),
    party_reasons: Mapping[str, str] | None = None,
) -> Sheet:
    """Facts of summary.decide. `newcomer` are the particulars of a party that is not yet registered; `words` and `checks`
    are what the officers wrote and ticked, by the names of the form."""
    on, occurred = local_date(at), local_date(violated_at)
    crew, _ = officers_facts(officers, on, {})
    who = _who(party, newcomer or {}, occurred)
    values = {
        **actor_facts(actor, {}),
        **crew,
        **who,
        **_matter_facts(matter, who["summary_party_organisation"], penalty, fine, occurred, actor),
        "summary_same_act_decided": _decided_before(actor, party, newcomer or {}, matter, violated_at, place),
        **_lenience(who, matter, fine, on, actor.jurisdiction),
        "acted_on": on,
        "discovered_on": on,
        "limitation_due_on": due_on("limitation_2y", occurred, actor.jurisdiction),
        "summary_occurred_on": occurred,
        "summary_penalty": penalty or None,
        "summary_fine": str(fine),
        "summary_facts_written": bool(words["facts"].strip() and place.strip()),
        "summary_statement_recorded": bool(words["statement"].strip()),
        "summary_statement_answered": checks["no_objection"] or bool(words["answer"].strip()),
        "summary_correction_ordered": bool(words["correction"].strip()),
        "summary_spot_ground": (collection.get("ground") or "none")
        if collection.get("way") == "spot"
        else "bank",
        "summary_facts_certain": checks["certain"],
        "summary_rights_told": checks["told"],
        "credentials_shown": checks["credentials"],
        "process_recorded": checks["recorded"],
        "summary_party_identified": bool(who["identified"] and checks["identity"]),
    }
    return Sheet(on, actor.jurisdiction, values)


def moment(at: datetime) -> str:
    """A moment as it is known of a case."""
    return at.astimezone(CHINA).isoformat()


def _decided_before(
    actor: Viewer,
    party: Party | None,
    newcomer: Mapping[str, str],
    matter: Matter,
    violated_at: datetime,
    place: str,
) -> bool:
    """Whether this very act was punished on the spot already (行政处罚法 第二十九条), as when a form is sent twice.

    The party's row is locked, so that of two decisions at once the second sees the first.
    """
    numbers = (newcomer.get("kind", ""), newcomer.get("id_number", ""), newcomer.get("credit_code", ""))
    found = party or twin(actor.bureau_id, *numbers)
    if found is None:
        return False
    Party.objects.select_for_update(of=("self",)).get(pk=found.pk)
    cases = Case.objects.filter(
        party=found,
        matter=matter,
        procedure=Case.SUMMARY,
        occurred_on=local_date(violated_at),
        place=place.strip(),
    )
    return moment(violated_at) in {
        known.get("summary_violated_at") for known in cases.values_list("known", flat=True)
    }


def _who(party: Party | None, newcomer: Mapping[str, str], occurred: date) -> dict[str, Any]:
    """The party as it bears on the limits of the procedure; a sole trader counts as a citizen (policy)."""
    kind = party.kind if party else newcomer.get("kind", "")
    number = (
        (party.id_number or party.credit_code)
        if party
        else newcomer.get("id_number") or newcomer.get("credit_code")
    )
    born = party.born_on if party else born_on(newcomer["id_number"]) if newcomer.get("id_number") else None
    return {
        "identified": bool(kind and number),
        "summary_party_individual": kind == Party.INDIVIDUAL,
        "summary_party_organisation": kind in (Party.LEGAL_PERSON, Party.OTHER),
        "summary_party_age": age_on(born, occurred) if born else None,
    }


def _lenience(
    who: Mapping[str, Any], matter: Matter, fine: Decimal, on: date, jurisdiction: str
) -> dict[str, Any]:
    """从轻 for a party of fourteen to eighteen (行政处罚法 第三十条): within the lower share of the range."""
    minor = age_classes({"party_age": who["summary_party_age"]}, on, jurisdiction).get("party_minor", False)
    share = book().threshold("discretion_lighter_share", on=on, jurisdiction=jurisdiction).value
    part = share if isinstance(share, Decimal) else Decimal(1)
    found = ranges(matter, bool(who["summary_party_organisation"]))
    lighter = any(low <= fine <= low + (high - low) * part for low, high in found)
    return {"summary_party_minor": minor, "summary_fine_lighter": lighter}


def _matter_facts(
    matter: Matter, organisation: bool, penalty: str, fine: Decimal, occurred: date, actor: Viewer
) -> dict[str, Any]:
    in_force = matter.valid_from <= occurred and (matter.valid_to is None or occurred <= matter.valid_to)
    return {
        "summary_matter_allowed": matter.summary_allowed and in_force and matter.bureau_id == actor.bureau_id,
        "summary_kind_allowed": penalty in matter.kinds,
        "summary_fine_within": any(low <= fine <= high for low, high in ranges(matter, organisation))
        and fine > 0,
        "summary_prior_order_due": matter.requires_prior_order,
    }


def ranges(matter: Matter, organisation: bool) -> list[tuple[Decimal, Decimal]]:
    """Statutory ranges of the fine for one kind of party, in yuan."""
    wanted = ("any", "organisation" if organisation else "individual")
    return [(Decimal(row["low"]), Decimal(row["high"])) for row in matter.fines if row["party"] in wanted]


def serve(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    delivered: bool,
    signed: bool,
    refusal: str,
    officers: Sequence[int],
) -> Sheet:
    """Facts of summary.serve (行政处罚法 第五十二条第一款)."""
    crew, _ = officers_facts(officers, local_date(at), case.known)
    inputs = {
        **crew,
        "summary_delivered": delivered,
        "summary_signed": signed,
        "summary_refusal_noted": bool(refusal.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def report(*, actor: Viewer, at: datetime, case: Case, complete: bool, remarks: str) -> Sheet:
    """Facts of summary.report (行政处罚法 第五十二条第三款)."""
    return case_sheet(actor=actor, at=at, case=case, inputs={"summary_report_complete": complete})


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
) -> Sheet:
    """Facts of summary.convert: why the summary procedure will not do."""
    values = {
        **actor_facts(actor, {}),
        "acted_on": local_date(at),
        "conversion_reasoned": bool(reason.strip()),
        "summary_facts_written": bool(content.strip() and place.strip()),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)
