"""Facts on which acts upon parties are judged: is the party named, are its numbers sound, is it registered already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet

from .identity import citizen_fault, credit_code_fault, phone_fault
from .models import Party

FIELDS: Final = ("kind", "name", "id_number", "credit_code", "representative", "address", "phone")
PURPOSES: Final = {
    "identify": "核对当事人身份",
    "serve": "送达文书",
    "contact": "通知当事人",
    "execute": "催缴、申请强制执行",
    "report": "依法报送、移送",
}
REVEALABLE: Final = {"name": "未成年人姓名", "id_number": "身份证号", "phone": "电话", "address": "住址"}


def registration(*, actor: Viewer, at: datetime, **values: str) -> Sheet:
    """Facts of party.register."""
    return Sheet(local_date(at), actor.jurisdiction, _of(values, actor, local_date(at), None))


def amendment(*, actor: Viewer, at: datetime, party: Party, changes: Mapping[str, str], reason: str) -> Sheet:
    """Facts of party.amend: the party as it would stand afterwards."""
    before = {name: str(getattr(party, name)) for name in FIELDS}
    on = local_date(at)
    values = _of({**before, **changes}, actor, on, party)
    values["party_changed"] = any(before[name] != value for name, value in changes.items())
    values["party_change_explained"] = bool(reason.strip())
    return Sheet(on, actor.jurisdiction, values)


def unmasking(*, actor: Viewer, at: datetime, party: Party, field: str, purpose: str) -> Sheet:
    """Facts of party.reveal."""
    held = field in REVEALABLE and bool(getattr(party, field))
    values = {"revealed_field_held": held, "reveal_purpose_stated": purpose in PURPOSES}
    return Sheet(local_date(at), actor.jurisdiction, values)


def _of(values: Mapping[str, str], actor: Viewer, on: date, party: Party | None) -> dict[str, object]:
    kind, number, code = values["kind"], values.get("id_number", ""), values.get("credit_code", "")
    faults = [citizen_fault(number, on) if number else "", credit_code_fault(code) if code else ""]
    organisation = kind in (Party.LEGAL_PERSON, Party.OTHER)
    return {
        "party_kind": kind,
        "party_named": bool(values["name"].strip()),
        "party_number_given": bool(code or (number and not organisation)),
        "party_number_sound": not any(faults),
        "party_phone_sound": not values.get("phone") or not phone_fault(values["phone"]),
        "party_address_given": bool(values.get("address", "").strip()),
        "party_representative_given": not organisation or bool(values.get("representative", "").strip()),
        "party_registered_already": twin(actor.bureau_id or 0, kind, number, code, party) is not None,
    }


def twin(
    bureau_id: int, kind: str, id_number: str, credit_code: str, besides: Party | None = None
) -> Party | None:
    """The party of this bureau that has the same number: citizens by identity number, others by credit code."""
    rows = Party.objects.filter(bureau_id=bureau_id)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    if credit_code:
        return rows.filter(credit_code=credit_code).first()
    if kind == Party.INDIVIDUAL and id_number:
        return rows.filter(kind=kind, id_number=id_number).first()
    return None


def is_minor(party: Party, on: date) -> bool:
    """Whether a citizen is under eighteen on a day (行政处罚法 第三十条)."""
    return party.protected_on(on)
