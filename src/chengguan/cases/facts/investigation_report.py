"""Facts of finishing an investigation (行政处罚法 第五十七条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Sheet

from .applicable import law_inputs
from .base import case_sheet, officers_facts
from .discretion import Weighed, weigh
from .elements import element_facts, rejected
from .footage import footage_facts
from .leniency import penalty_leniency
from .likeness import Place, place_of
from .penalties import business_distinguished

PENALTY = "penalty"
FINE = "fine"


def report(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    facts_found: str,
    proven: Mapping[str, Sequence[str]],
    outcome: str,
    proposal: str,
    reasons_given: str,
    kinds: Sequence[str] = (),
    fine: Decimal = Decimal(0),
    tier: str = "",
    leniency: str = "none",
    circumstances: Sequence[str] = (),
    course: str = "",
    statement: str = "",
    quantities: Sequence[Mapping[str, str]] = (),
    business: bool | None = None,
    deviation: str = "",
) -> Sheet:
    """Facts of case.finish_investigation: what was found, whether each element is proven, whether the fine is lawful."""
    penalty = outcome == PENALTY
    proposes_fine = penalty and FINE in kinds
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "facts_stated": bool(facts_found.strip()),
        "opinion_stated": bool(proposal.strip()),
        **element_facts(case, proven, local_date(at), actor.jurisdiction),
        **footage_facts(case, local_date(at), actor.jurisdiction),
        "proposed_outcome": outcome or None,
        "proposed_kinds": list(kinds) if penalty else [],
        "proposed_fine": fine,
        "proposed_tier": tier or None,
        "proposed_leniency": leniency,
        "leniency_explained": bool(reasons_given.strip()),
        "proposes_fine": proposes_fine,
        "fine_within_statute": True,
        "fine_within_tier": True,
        **law_inputs(case, local_date(at), actor.jurisdiction),
        "deviation_reasoned": bool(deviation.strip()),
        "business_distinguished": business_distinguished(local_date(at), actor.jurisdiction),
        "business_stated": business is not None,
        **(penalty_leniency(case, circumstances, local_date(at), actor.jurisdiction) if penalty else {}),
    }
    if proposes_fine:
        found = weighed(case, actor, at, fine=fine, tier=tier, leniency=leniency, circumstances=circumstances)
        inputs |= {
            "fine_within_statute": fine > 0 and found.within_statute,
            "fine_within_tier": found.within_tier,
            "fine_in_like_band": placed(
                case, actor, at, fine=fine, tier=tier, circumstances=circumstances, quantities=quantities
            ).inside,
        }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def proven_elements(case: Case, proven: Mapping[str, Sequence[str]]) -> set[str]:
    """构成要件 for which at least one piece of evidence of this very case is named that was not rejected (不予采信)."""
    usable = {str(pk) for pk in case.records.values_list("pk", flat=True)} - rejected(case.known)
    return {element for element, records in proven.items() if usable & {str(pk) for pk in records}}


def weighed(
    case: Case,
    actor: Viewer,
    at: datetime,
    *,
    fine: Decimal,
    tier: str,
    leniency: str,
    circumstances: Sequence[str],
) -> Weighed:
    """The fine as the law engine weighs it for this case's matter and party."""
    return weigh(
        matter=case.matter,
        organisation=bool(case.known.get("party_is_organisation")),
        fine=fine,
        tier=tier,
        leniency=leniency,
        circumstances=circumstances,
        on=local_date(at),
        jurisdiction=actor.jurisdiction,
    )


def placed(
    case: Case, actor: Viewer, at: datetime, *, fine: Decimal, tier: str, circumstances: Sequence[str],
    quantities: Sequence[Mapping[str, str]] | None = None
) -> Place:  # fmt: skip
    """Where the fine lies among like cases (同案同罚)."""
    return place_of(
        case,
        fine=fine,
        tier=tier,
        circumstances=circumstances,
        quantities=quantities,
        on=local_date(at),
        jurisdiction=actor.jurisdiction,
    )
