"""Facts about the people of an act: the one who acts, and the officers named in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.ledger.known import Known, numbers

from .models import Credential, Officer

SUPERVISORS: Final = frozenset({"squad_leader", "brigade_leader", "deputy_head", "organ_head"})


def actor_facts(actor: Viewer, known: Known) -> dict[str, Any]:
    """Facts about the person who acts (行政处罚法 第四十二条、第四十三条、第五十七条、第五十八条)."""
    officers = numbers(known, "officers")
    return {
        "actor": actor.name,
        "actor_officer": actor.officer_id,
        "actor_is_supervisor": not actor.roles.isdisjoint(SUPERVISORS),
        "actor_credential_valid": actor.credential_valid,
        "actor_is_assigned": actor.officer_id in officers,
        "actor_is_recused": actor.officer_id in numbers(known, "recused"),
        "actor_is_investigator": actor.officer_id in numbers(known, "investigators")
        or actor.officer_id in officers,
        "actor_is_organ_head": "organ_head" in actor.roles
        or ("deputy_head" in actor.roles and actor.delegated),
        "actor_is_principal": "organ_head" in actor.roles or actor.acting_head,
        "actor_legal_qualified": actor.legal_qualified,
    }


def officers_facts(ids: Sequence[int], on: date, known: Known) -> tuple[dict[str, Any], list[OfficerCard]]:
    """The two-officer rule (行政处罚法 第四十二条): how many different officers, all with credentials valid that day, none recused."""
    cards = officer_cards(list(ids), on)
    recused = set(numbers(known, "recused"))
    assigned = set(numbers(known, "officers"))
    return {
        "officers_count": sum(1 for card in cards if not card.auxiliary),
        "officers_distinct": len(set(ids)) == len(ids) and len(cards) == len(ids),
        "officers_credentials_valid": bool(cards) and all(card.credential_valid for card in cards),
        "officers_not_recused": not any(card.id in recused for card in cards),
        "officers_assigned": {card.id for card in cards} <= assigned,
        "auxiliary_signed_as_officer": any(card.auxiliary for card in cards),
    }, cards


@dataclass(frozen=True)
class OfficerCard:
    """One officer as he stands on a day: what a document prints and what the two-officer rule needs."""

    id: int
    name: str
    unit_id: int
    brigade_id: int | None
    credential: str
    credential_valid: bool
    auxiliary: bool
    legal_qualified: bool

    def as_context(self) -> dict[str, str]:
        return {"name": self.name, "credential": self.credential}


def officer_cards(ids: list[int], on: date) -> list[OfficerCard]:
    """The officers with these ids as of a day, in the order given. Two queries."""
    by_id = {row.pk: row for row in Officer.objects.select_related("unit").filter(pk__in=ids)}
    cards: dict[int, list[Credential]] = {}
    for card in Credential.objects.filter(officer_id__in=ids, valid_from__lte=on, valid_to__gte=on):
        cards.setdefault(card.officer_id, []).append(card)
    return [_card(by_id[pk], cards.get(pk, []), on) for pk in ids if pk in by_id]


def _card(officer: Officer, cards: Sequence[Credential], on: date) -> OfficerCard:
    valid = [card for card in cards if card.revoked_on is None or card.revoked_on > on]
    enforcement = next((card for card in valid if card.kind == Credential.ENFORCEMENT), None)
    return OfficerCard(
        id=officer.pk,
        name=officer.name,
        unit_id=officer.unit_id,
        brigade_id=officer.unit.brigade_id,
        credential=enforcement.number if enforcement else "",
        credential_valid=enforcement is not None
        and officer.active
        and not officer.auxiliary
        and not officer.suspended,
        auxiliary=officer.auxiliary,
        legal_qualified=any(card.kind == Credential.LEGAL for card in valid),
    )
