"""Facts about the people of an act: the one who acts, and the officers named in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from chengguan.base.viewer import Viewer
from chengguan.ledger.known import Known, numbers

from .models import Credential, Officer, Unit

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
    """The officers with these ids as of a day, in the order given. One query, of nothing but what a card needs: most acts ask."""
    held: dict[int, list[_Row]] = {}
    for values in Officer.objects.filter(pk__in=ids).order_by("credentials__pk").values_list(*COLUMNS):
        row = _Row(*values)
        held.setdefault(row.id, []).append(row)
    return [_card(held[pk], on) for pk in ids if pk in held]


COLUMNS: Final = (
    "pk", "name", "active", "auxiliary", "suspended", "unit_id", "unit__kind", "unit__parent_id",
    "credentials__kind", "credentials__number", "credentials__valid_from", "credentials__valid_to", "credentials__revoked_on",
)  # fmt: skip


class _Row(NamedTuple):
    """An officer with one of his certificates, or with none."""

    id: int
    name: str
    active: bool
    auxiliary: bool
    suspended: bool
    unit_id: int
    unit_kind: str
    parent_id: int | None
    kind: str | None
    number: str
    valid_from: date
    valid_to: date
    revoked_on: date | None

    def valid(self, on: date) -> bool:
        """Whether the certificate holds on a day."""
        return (
            self.kind is not None
            and self.valid_from <= on <= self.valid_to
            and (self.revoked_on is None or self.revoked_on > on)
        )


def _card(rows: Sequence[_Row], on: date) -> OfficerCard:
    officer, valid = rows[0], [row for row in rows if row.valid(on)]
    enforcement = next((row for row in valid if row.kind == Credential.ENFORCEMENT), None)
    unit = Unit(pk=officer.unit_id, kind=officer.unit_kind, parent_id=officer.parent_id)
    return OfficerCard(
        id=officer.id,
        name=officer.name,
        unit_id=officer.unit_id,
        brigade_id=unit.brigade_id,
        credential=enforcement.number if enforcement else "",
        credential_valid=enforcement is not None
        and officer.active
        and not officer.auxiliary
        and not officer.suspended,
        auxiliary=officer.auxiliary,
        legal_qualified=any(row.kind == Credential.LEGAL for row in valid),
    )
