"""公示内容的来源: the facts that a disclosure policy may name, read from the decision as it was served and the party as it is now."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from chengguan.cases.models import Case
from chengguan.documents.issuing import law_titles
from chengguan.documents.models import Instrument
from chengguan.documents.text import cite
from chengguan.parties.models import Party
from chengguan.people.models import Bureau

CORRECTION: Final = "correction_of_instrument"
MINOR, INDIVIDUAL, SOLE_TRADER, ORGANISATION = "minor", "individual", "sole_trader", "organisation"
CONFISCATIONS: Final = ("没收违法所得", "没收非法财物")
PRINTED: Final[Mapping[str, str]] = {
    "party.name": "name",
    "party.number": "id_number",
    "party.credit_code": "id_number",
    "party.representative": "representative",
    "party.address": "address",
    "party.phone": "phone",
}
"""Sources that identify the party, and the key under which documents print them."""


@dataclass(frozen=True)
class Material:
    """What there is to publish of one penalty: the case, the paper that bears the decision, and the party."""

    case: Case
    bureau: Bureau
    party: Party | None
    paper: Instrument | None

    @cached_property
    def context(self) -> Mapping[str, Any]:
        """The facts that were frozen with the decision."""
        found: Mapping[str, Any] = json.loads(self.paper.context) if self.paper else {}
        return found

    @property
    def act(self) -> Mapping[str, Any]:
        """What the decision itself says."""
        values: Mapping[str, Any] = self.context.get("act") or {}
        return values

    @property
    def who(self) -> str:
        """Kind of person that the policy distinguishes."""
        party = self.party
        if party is not None and (self.case.party_protected or party.protected_on(self.case.occurred_on)):
            return MINOR
        if party is None or party.is_organisation:
            return ORGANISATION
        return SOLE_TRADER if party.kind == Party.SOLE_TRADER else INDIVIDUAL

    def party_values(self, source: str) -> list[str]:
        """What identifies the party by a source, as it is now and as the decision printed it; nothing for other sources."""
        if source not in PRINTED:
            return []
        printed = (self.context.get("party") or {}).get(PRINTED[source])
        values = (SOURCES[source](self), str(printed or "").strip())
        return [value for value in dict.fromkeys(values) if value]

    @cached_property
    def corrections(self) -> Sequence[tuple[str, str]]:
        """补正: words of the decision that were set right afterwards, oldest first."""
        if self.paper is None or self.paper.state != Instrument.CORRECTED:
            return ()
        rows = Instrument.objects.filter(subject_key=self.case.chain_key, kind=CORRECTION).order_by(
            "issued_at", "id"
        )
        acts = (json.loads(text).get("act") or {} for text in rows.values_list("context", flat=True))
        return tuple((act["before"], act["after"]) for act in acts if act.get("number") == self.paper.number)  # fmt: skip

    def corrected(self, text: Any) -> str:
        """A text of the decision with its clerical corrections."""
        words = str(text or "")
        for before, after in self.corrections:
            words = words.replace(before, after) if before else words
        return words.strip()

    def lines(self) -> list[dict[str, Any]]:
        """The penalties one by one: title, amount, text."""
        if "penalties" in self.act:
            return list(self.act["penalties"])
        title = self.act.get("penalty")
        if not title:
            return []
        fine = self.act.get("fine")
        return [{"title": title, **({"amount": fine} if fine else {})}]

    def sum_of(self, titles: Sequence[str]) -> str:
        """Sum of the amounts of some penalties in yuan, as plain decimal text; empty when there are none."""
        amounts = [Decimal(str(row["amount"])) for row in self.lines() if row.get("title") in titles and row.get("amount")]  # fmt: skip
        return f"{sum(amounts):.2f}" if amounts and sum(amounts) else ""


def material_of(case: Case) -> Material:
    """Read what a case has to publish: one query for the paper (and those for rows of the case that were not read with it)."""
    named = case.known.get("decision_instrument")
    paper = Instrument.objects.filter(pk=named).first() if named else None
    return Material(case=case, bureau=case.bureau, party=case.party, paper=paper)


def _in_words(material: Material) -> str:
    parts = []
    for row in material.lines():
        amount = f"{Decimal(str(row['amount'])):,.2f}元" if row.get("amount") else ""
        parts.append(f"{row['title']}{amount}{row.get('text') or ''}")
    return material.corrected("；".join(parts))


def _provisions(material: Material, name: str) -> str:
    matter = material.context.get("matter") or {}
    return cite(matter[name], law_titles()) if matter.get(name) else ""


def _party(name: str) -> Callable[[Material], str]:
    return lambda material: str(getattr(material.party, name, "") or "").strip()


def _individual_number(material: Material) -> str:
    return material.party.id_number if material.party else ""


def _reasons(material: Material) -> str:
    discretion = material.act.get("discretion") or {}
    return material.corrected(discretion.get("reasons"))


def _evidence(material: Material) -> str:
    return "、".join(str(row.get("name")) for row in material.context.get("evidence") or [])


def _deliberations(material: Material) -> str:
    act = material.act
    return (
        "有"
        if act.get("legal_review_on") or act.get("collective_on") or material.context.get("approvals")
        else ""
    )


SOURCES: Final[Mapping[str, Callable[[Material], str]]] = {
    "decision.number": lambda m: m.paper.number if m.paper else "",
    "decision.facts": lambda m: m.corrected(m.act.get("facts")),
    "decision.reasons": _reasons,
    "decision.kinds": lambda m: "、".join(dict.fromkeys(str(row["title"]) for row in m.lines())),
    "decision.content": _in_words,
    "decision.fine": lambda m: m.sum_of(("罚款",)),
    "decision.confiscated": lambda m: m.sum_of(CONFISCATIONS),
    "decision.decided_on": lambda m: m.case.decided_on.isoformat() if m.case.decided_on else "",
    "party.name": _party("name"),
    "party.kind": lambda m: m.party.get_kind_display() if m.party else "",
    "party.number": _individual_number,
    "party.credit_code": _party("credit_code"),
    "party.representative": _party("representative"),
    "party.address": _party("address"),
    "party.phone": _party("phone"),
    "case.cause": lambda m: m.case.cause,
    "case.procedure": lambda m: m.case.get_procedure_display(),
    "case.evidence": _evidence,
    "case.deliberations": _deliberations,
    "matter.violated": lambda m: _provisions(m, "violated"),
    "matter.basis": lambda m: _provisions(m, "basis"),
    "bureau.name": lambda m: m.bureau.name,
    "bureau.code": lambda m: m.bureau.code,
}
