"""初次违法 (行政处罚法 第三十三条第一款): computed from all decided cases of the party in this bureau, never ticked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from chengguan.cases.models import Case
from chengguan.ledger.norms import book
from chengguan.parties.models import Party
from lawengine.calendar import add_months

from .known import Known, day
from .standing import FIRST, list_rows, number

SCOPES: Final = {"matter": "同一案由", "field": "同一领域", "all": "全部案由"}


@dataclass(frozen=True)
class Prior:
    """One decided case of the same party: a document names number and day only; the link follows the viewer's rights."""

    id: uuid.UUID
    number: str
    decided_on: date
    outcome: str
    cause: str


@dataclass(frozen=True)
class History:
    """Decided cases that count, those that are still open, and where the look-back begins."""

    since: date
    until: date
    years: int
    scope: str
    listed: bool
    priors: tuple[Prior, ...]
    open_numbers: tuple[str, ...]
    outside: int
    checked_on: date | None

    @property
    def clean(self) -> bool:
        """No decided violation in this bureau, and none that another system told of."""
        return not self.priors and not self.outside

    @property
    def scope_title(self) -> str:
        return SCOPES.get(self.scope, self.scope)


def same_parties(party: Party) -> QuerySet[Party]:
    """Registrations of the same person: by credit code, and by the identity number of the citizen or of the sole trader."""
    same = Q(pk=party.pk)
    if party.credit_code:
        same |= Q(credit_code=party.credit_code)
    if party.id_number and not party.is_organisation:
        same |= Q(id_number=party.id_number, kind__in=(Party.INDIVIDUAL, Party.SOLE_TRADER))
    return Party.objects.filter(same, bureau_id=party.bureau_id)


def first_rule(known: Known, on: date, jurisdiction: str) -> tuple[int, str, bool]:
    """Look-back in years and scope: of the list row that names the matter, else the platform's; and whether it is listed."""
    row = next(iter(list_rows(FIRST, known, on, jurisdiction)), None)
    years = number("first_violation_lookback_years", on, jurisdiction)
    scope = str(book().threshold("first_violation_scope", on=on, jurisdiction=jurisdiction).value or "all")
    if row is None:
        return years, scope, False
    return int(row.get("lookback_years") or years), str(row.get("scope") or scope), True


def history(case: Case, on: date, jurisdiction: str) -> History | None:
    """What counts against 初次违法; None while the party is not known. Looks at the whole bureau, whatever the viewer may see."""
    if case.party is None:
        return None
    years, scope, listed = first_rule(case.known, on, jurisdiction)
    since = add_months(case.occurred_on, -12 * years)
    rows = _in_scope(Case.objects.filter(party__in=same_parties(case.party)).exclude(pk=case.pk), case, scope)
    return History(
        since=since,
        until=on,
        years=years,
        scope=scope,
        listed=listed,
        priors=_priors(rows, since, on, jurisdiction),
        open_numbers=_open(rows),
        outside=int(case.known.get("outside_violations") or 0),
        checked_on=day(case.known, "record_checked_on"),
    )


def _in_scope(rows: QuerySet[Case], case: Case, scope: str) -> QuerySet[Case]:
    if scope == "matter":
        return rows.filter(matter__code=case.matter.code)
    return rows.filter(matter__field=case.matter.field) if scope == "field" else rows


def _priors(rows: QuerySet[Case], since: date, on: date, jurisdiction: str) -> tuple[Prior, ...]:
    counted = book().threshold("first_violation_counted", on=on, jurisdiction=jurisdiction).value
    results = counted if isinstance(counted, frozenset) else frozenset({"penalty"})
    wanted = Q(outcome="exempted", exemption_ground__in=results)
    if "penalty" in results:
        wanted |= Q(outcome="penalty")
    found = rows.filter(wanted, decided_on__range=(since, on)).order_by("-decided_on", "-id")
    return tuple(
        Prior(row.pk, row.number, row.decided_on, row.get_outcome_display(), row.cause)
        for row in found.only("id", "number", "decided_on", "outcome", "cause", "known")
        if row.decided_on is not None and not row.known.get("decision_annulled")
    )


def _open(rows: QuerySet[Case]) -> tuple[str, ...]:
    under_way = rows.filter(decided_on=None, closed_on=None, outcome="").order_by("-id")
    return tuple(under_way.values_list("number", flat=True)[:20])


def first_facts(case: Case, on: date, jurisdiction: str) -> dict[str, Any]:
    """Facts of 初次违法 for the acts that turn on it."""
    found = history(case, on, jurisdiction)
    if found is None:
        return {"exempt_first": False, "history_pending": 0}
    age = (on - found.checked_on).days if found.checked_on else None
    return {
        "exempt_first": found.clean,
        "history_pending": len(found.open_numbers),
        "record_check_fresh": age is not None and age <= number("record_check_days", on, jurisdiction),
    }


def as_told(found: History | None) -> list[dict[str, Any]]:
    """Decided cases as documents tell of them: number, day and kind of result."""
    priors: Sequence[Prior] = found.priors if found else ()
    return [{"number": row.number, "decided_on": row.decided_on, "outcome": row.outcome} for row in priors]
