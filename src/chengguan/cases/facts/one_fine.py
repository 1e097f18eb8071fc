"""一事不再罚 (行政处罚法 第二十九条): several norms violated by one act, and whether the act was fined before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from chengguan.powers.citations import write_citations
from chengguan.powers.models import Matter

from .base import case_sheet
from .discretion import fine_range, yuan
from .known import Known, day

FINE: Final = "fine"
_NOISE: Final = re.compile(r"[\s，,。.、（）()]+")


@dataclass(frozen=True)
class Norm:
    """One of the norms that the act violates, with the fine it allows for this kind of party (yuan; none = no fine)."""

    matter: Matter
    fine: tuple[Decimal, Decimal] | None

    @property
    def weight(self) -> tuple[Decimal, Decimal]:
        """罚款数额高: the maximum first, then the minimum (policy)."""
        low, high = self.fine or (Decimal(-1), Decimal(-1))
        return high, low

    def as_known(self) -> dict[str, Any]:
        """The norm as the case remembers it."""
        low, high = self.fine or (None, None)
        return {
            "matter": self.matter.pk,
            "code": self.matter.code,
            "line": self.matter.line,
            "title": self.matter.title,
            "low": None if low is None else str(low),
            "high": None if high is None else str(high),
        }


def norms_of(case: Case, *more: Matter) -> list[Norm]:
    """All norms that the act of this case violates: the case's matter first, then the further ones."""
    named = [int(row["matter"]) for row in case.known.get("further_matters") or []]
    further = {matter.pk: matter for matter in Matter.objects.filter(pk__in=named)}
    matters = {matter.pk: matter for matter in (case.matter, *(further[pk] for pk in named), *more)}
    organisation = bool(case.known.get("party_is_organisation"))
    return [Norm(matter, _yuan(matter, organisation)) for matter in matters.values()]


def _yuan(matter: Matter, organisation: bool) -> tuple[Decimal, Decimal] | None:
    found = fine_range(matter, organisation)
    return found.yuan() if found else None


def applied(norms: Sequence[Norm]) -> Norm:
    """The norm with the higher fine; of equal ones the first (行政处罚法 第二十九条)."""
    return max(norms, key=lambda norm: norm.weight)


def kinds_of(norms: Sequence[Norm]) -> list[str]:
    """Kinds of penalty that may be imposed together: those of the norm applied, and those other than fines of the others."""
    first = applied(norms)
    rest = [kind for norm in norms if norm is not first for kind in norm.matter.kinds if kind != FINE]
    return list(dict.fromkeys([*first.matter.kinds, *rest]))


def adding(*, actor: Viewer, at: datetime, case: Case, matter: Matter, explanation: str) -> Sheet:
    """Facts of case.add_matter."""
    violated = violated_on(case)
    present = {norm.matter.line for norm in norms_of(case)}
    inputs = {
        "further_matter_in_force": matter.bureau_id == case.bureau_id
        and matter.valid_from <= violated
        and (matter.valid_to is None or violated <= matter.valid_to),
        "further_matter_new": matter.line not in present,
        "further_matter_finable": bool(matter.kinds),
        "same_act_explained": bool(explanation.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def violated_on(case: Case) -> date:
    """The day whose law says what was violated: a continuing act lasts until it is discovered."""
    discovered = day(case.known, "discovered_on")
    return discovered if case.known.get("continuing") and discovered else case.occurred_on


def querying(
    *, actor: Viewer, at: datetime, case: Case, agency: str, means: str, queried_on: date, fined: bool,
    number: str = "", amount: Decimal | None = None, remarks: str = ""
) -> Sheet:  # fmt: skip
    """Facts of case.record_fine_query."""
    inputs = {
        "query_agency_named": bool(agency.strip() and means.strip()),
        "query_dated": case.occurred_on <= queried_on <= local_date(at),
        "query_result_stated": not fined or bool(number.strip() and amount),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def fined_before(case: Case) -> dict[str, Any]:
    """Whether this act of this party was fined in another case or by another agency (同一当事人、同日、同地)."""
    lines = {norm.matter.line for norm in norms_of(case)}
    others = scene(case)
    same = [other for other in others if lines & {other.matter.line, *_further_lines(other.known)}]
    return {
        "same_act_fined": bool(same) or bool(case.known.get("other_agency_fined")),
        "same_scene_fined": len(others) > len(same),
    }


def scene(case: Case) -> list[Case]:
    """Other cases of the bureau with a standing fine against the same party for the same day and place."""
    if case.party_id is None:
        return []
    rows = Case.objects.filter(
        bureau_id=case.bureau_id,
        party_id=case.party_id,
        occurred_on=case.occurred_on,
        outcome="penalty",
        fine_amount__gt=0,
    )
    place = plain_place(case.place)
    return [
        other
        for other in rows.exclude(pk=case.pk).select_related("matter")
        if plain_place(other.place) == place and not other.known.get("decision_annulled")
    ]


def plain_place(place: str) -> str:
    """A place without spaces and punctuation, so that two ways of writing it are one."""
    return _NOISE.sub("", place)


def _further_lines(known: Known) -> set[str]:
    return {str(row["line"]) for row in known.get("further_matters") or []}


def in_words(case: Case) -> str:
    """How papers tell of the further norms and the one applied; empty where the act violates one norm only."""
    norms = norms_of(case)
    if len(norms) == 1:
        return ""
    first = applied(norms)
    others = "；".join(
        f"{_cited(norm.matter.violated)}（{norm.matter.title}）" for norm in norms if norm is not first
    )
    return (
        f"当事人的同一行为同时违反{others}。根据《中华人民共和国行政处罚法》第二十九条，"
        f"按照罚款数额高的规定，即{_cited(first.matter.basis)}给予罚款，对同一行为不再另行罚款"
    )


def _cited(cites: Sequence[Mapping[str, Any]]) -> str:
    return write_citations(cites, _full_title)


def _full_title(law: str) -> str:
    source = book().sources.newest(law)
    return source.title if source else law


def range_words(norm: Norm) -> str:
    """0元至20,000元, or that no fine is provided."""
    return f"{yuan(norm.fine[0])}至{yuan(norm.fine[1])}" if norm.fine else "没有规定罚款"
