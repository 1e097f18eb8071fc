"""Acts upon parties: register, amend, unmask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chengguan.base import search
from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act

from . import facts, identity
from .models import Party


@act("party.register", facts=facts.registration)
def register(
    *,
    actor: Viewer,
    at: datetime,
    kind: str,
    name: str,
    id_number: str = "",
    credit_code: str = "",
    representative: str = "",
    address: str = "",
    phone: str = "",
) -> Done:
    """登记当事人 (行政处罚法 第四十条): date of birth and gender follow from the citizen's number. Result: the party."""
    party = Party(
        bureau_id=actor.bureau_id,
        brigade_id=actor.brigade_id,
        squad_id=actor.squad_id,
        kind=kind,
        name=name.strip(),
        id_number=id_number,
        credit_code=credit_code,
        representative=representative.strip(),
        address=address.strip(),
        phone=phone,
        registered_at=at,
    )
    _derive(party)
    party.save(force_insert=True)
    index_party(party, local_date(at))
    return Done(subject=party, sets={"version": 1}, data={"after": _values(party)}, result=party)


@act("party.amend", facts=facts.amendment, on="party")
def amend(*, actor: Viewer, at: datetime, party: Party, changes: Mapping[str, str], reason: str) -> Done:
    """变更当事人信息: the entry keeps what was and what is; documents issued before keep what they said. Result: the party."""
    before = _values(party)
    for name in facts.FIELDS:
        setattr(party, name, changes.get(name, getattr(party, name)))
    _derive(party)
    index_party(party, local_date(at))
    after = _values(party)
    changed = sorted(name for name in after if after[name] != before[name])
    data = {
        "reason": reason,
        "before": {n: before[n] for n in changed},
        "after": {n: after[n] for n in changed},
    }
    return Done(subject=party, sets={"version": party.known.get("version", 1) + 1}, data=data, result=party)


@act("party.reveal", facts=facts.unmasking, on="party")
def reveal(*, actor: Viewer, at: datetime, party: Party, field: str, purpose: str) -> Done:
    """查看当事人完整信息 (个人信息保护法 第六条、第三十四条): who looked, at what, what for. Result: the whole value."""
    return Done(subject=party, data={"field": field, "purpose": purpose}, result=getattr(party, field))


def register_or_find(*, actor: Viewer, at: datetime, **values: Any) -> Party:
    """The party with this number where the bureau knows it already, else a newly registered one.

    Raises Refused when it may not be registered. `reasons` may be given as to the act.
    """
    known = facts.twin(
        actor.bureau_id or 0, values["kind"], values.get("id_number", ""), values.get("credit_code", "")
    )
    if known is not None:
        return known
    registered: Party = register(actor=actor, at=at, **values).result
    return registered


def index_party(party: Party, on: date) -> None:
    """Make the party findable by name, representative and credit code; never by personal numbers. Minors are not indexed by name."""
    name = party.name if not facts.is_minor(party, on) else "未成年当事人"
    search.put(
        kind="party",
        key=str(party.pk),
        bureau_id=party.bureau_id,
        brigade_id=party.brigade_id,
        squad_id=party.squad_id,
        title=name,
        text=f"{party.get_kind_display()} {party.credit_code} {party.representative if party.is_organisation else ''}",
    )


def _derive(party: Party) -> None:
    if party.id_number and party.kind in (Party.INDIVIDUAL, Party.SOLE_TRADER):
        party.born_on, party.gender = identity.born_on(party.id_number), identity.gender(party.id_number)


def _values(party: Party) -> dict[str, Any]:
    return {name: getattr(party, name) for name in (*facts.FIELDS, "born_on", "gender")}
