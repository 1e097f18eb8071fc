"""Facts on which acts upon publications are judged (行政处罚法 第四十八条、第五十条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.disclosure.models import Publication
from chengguan.disclosure.policy import Compiled, compile_fields, severity_of
from chengguan.disclosure.scrubbing import personal_data, scrubber, text_rules
from chengguan.disclosure.sources import material_of
from chengguan.ledger.acting import Sheet
from chengguan.ledger.known import Known, day
from chengguan.ledger.norms import book
from chengguan.people.platform import SYSTEM
from lawengine import Missing
from lawengine.calendar import add_months
from lawengine.clock import ClockReading, read

DECISION_CLOCK: Final = "disclosure_decision"
WITHDRAWAL_CLOCK: Final = "disclosure_withdrawal"
GROUNDS: Final[Mapping[str, str]] = {
    "annulled": "处罚决定已被撤销",
    "varied": "处罚决定已被变更",
    "declared_unlawful": "处罚决定已被确认违法",
}
"""撤回事由 (行政处罚法 第四十八条第二款), by the outcome that the case has on record."""


@dataclass(frozen=True)
class Ground:
    """Why a published decision has to be withdrawn, and since when the organ knows."""

    id: str
    known_on: date

    @property
    def words(self) -> str:
        return GROUNDS[self.id]


def ground_of(known: Known) -> Ground | None:
    """The ground on record in a case; None while the decision stands."""
    if known.get("decision_annulled"):
        since = day(known, "annulled_on") or day(known, "relief_concluded_on")
        return Ground("annulled", since) if since else None
    outcome, ended = str(known.get("relief_outcome") or ""), day(known, "relief_concluded_on")
    return Ground(outcome, ended) if outcome in GROUNDS and ended else None


def decision_stands(known: Known) -> bool:
    """Whether the case ended with a penalty that nobody has annulled, varied or declared unlawful."""
    return known.get("decision_kind") == "penalty" and not known.get("decision_annulled") and ground_of(known) is None  # fmt: skip


def in_principle_unpublished(case: Case) -> bool:
    """原则上不公示: whether the rules of the day of the decision keep a penalty as light as this one off the portal."""
    on, place = case.decided_on, case.bureau.jurisdiction
    rule = book().threshold("credit_minor_unpublished", on=on, jurisdiction=place) if on else None
    if rule is None or isinstance(rule, Missing) or not rule.value:
        return False
    return severity_of(material_of(case), place) == "minor"


def publishable_by_itself(case: Case) -> bool:
    """Whether the platform prepares the publication without being asked."""
    return case.decided_on is not None and decision_stands(case.known) and not in_principle_unpublished(case)


def periods(decided_on: date, severity: str, jurisdiction: str) -> tuple[date | None, date | None]:
    """最短、最长公示期满之日 by the rules of the day of the decision; None where there was no rule."""
    suffix = "" if severity == "general" else f"_{severity}"
    found: list[date | None] = []
    for name in ("credit_months_minimum", "credit_months_maximum"):
        rule = book().threshold(name + suffix, on=decided_on, jurisdiction=jurisdiction)
        found.append(None if isinstance(rule, Missing) else add_months(decided_on, int(str(rule.value))))
    return found[0], found[1]


def release_reading(decided_on: date, as_of: date, jurisdiction: str, stopped: date | None = None) -> ClockReading:  # fmt: skip
    """公示期限 (七个工作日) as a reading with its sum."""
    return read(book(), DECISION_CLOCK, started=decided_on, as_of=as_of, jurisdiction=jurisdiction, stopped=stopped)  # fmt: skip


def withdrawal_reading(known_on: date, as_of: date, jurisdiction: str, stopped: date | None = None) -> ClockReading:  # fmt: skip
    """撤回期限 (三个工作日) as a reading with its sum."""
    return read(book(), WITHDRAWAL_CLOCK, started=known_on, as_of=as_of, jurisdiction=jurisdiction, stopped=stopped)  # fmt: skip


def redactions(publication: Publication) -> list[str]:
    """Words that somebody wanted masked beyond the policy."""
    return [str(word) for word in publication.known.get("publication_redactions") or []]


def recompiled(publication: Publication, on: date, hide: Sequence[str] = ()) -> Compiled:
    """The publication as it would be compiled from the facts of today."""
    assert publication.case is not None
    return compile_fields(publication.case, on, [*redactions(publication), *hide])


def open_findings(findings: Sequence[Mapping[str, Any]]) -> int:
    """How many findings a person has to look at."""
    return sum(row.get("level") == "look" for row in findings)


def blocked(findings: Sequence[Mapping[str, Any]]) -> bool:
    """Whether something stands in the text that may not be published at all."""
    return any(row.get("level") == "block" for row in findings)


def by_person(actor: Viewer) -> bool:
    return SYSTEM not in actor.roles


def clean(text: str, on: date, jurisdiction: str) -> bool:
    """Whether a text that is made public as it stands holds no numbers of persons, telephones and the like."""
    return not personal_data(text, scrubber((), text_rules(on, jurisdiction), personal=True))


def _sheet(actor: Viewer, at: datetime, publication: Publication | None, **values: Any) -> Sheet:
    known = dict(publication.known) if publication is not None else {}
    stage = {"publication_stage": publication.stage} if publication is not None else {}
    return Sheet(local_date(at), actor.jurisdiction, {**known, **stage, "publication_by_person": by_person(actor), **values})  # fmt: skip


def preparation(*, actor: Viewer, at: datetime, case: Case) -> Sheet:
    """Facts of publication.prepare. A case has one decision, so one publication of it."""
    return _sheet(
        actor,
        at,
        None,
        publication_decision_stands=decision_stands(case.known),
        publication_known_already=Publication.objects.filter(
            kind="penalty", subject_key=case.chain_key
        ).exists(),
        publication_minor_unpublished=in_principle_unpublished(case),
    )


def release(*, actor: Viewer, at: datetime, publication: Publication, reviewed: bool = False) -> Sheet:
    """Facts of publication.release: judged on what the facts of today give, not on what was compiled once."""
    assert publication.case is not None
    compiled, known = recompiled(publication, local_date(at)), publication.case.known
    return _sheet(
        actor,
        at,
        publication,
        publication_decision_stands=decision_stands(known),
        publication_current=compiled.fields == publication.fields,
        publication_open_findings=open_findings(compiled.findings),
        publication_blocked=blocked(compiled.findings),
        publication_reviewed=reviewed and by_person(actor),
        publication_decision_served=bool(known.get("decision_served_on")),
    )


def hold(*, actor: Viewer, at: datetime, publication: Publication, reason: str) -> Sheet:
    """Facts of publication.hold."""
    return _sheet(actor, at, publication, publication_reason_stated=bool(reason.strip()))


def withdrawal(*, actor: Viewer, at: datetime, publication: Publication, reason: str) -> Sheet:
    """Facts of publication.withdraw."""
    assert publication.case is not None
    return _sheet(
        actor,
        at,
        publication,
        publication_reason_stated=bool(reason.strip()),
        publication_reason_clean=clean(reason, local_date(at), actor.jurisdiction),
        publication_withdraw_ground_known=ground_of(publication.case.known) is not None,
    )


def requirement(*, actor: Viewer, at: datetime, publication: Publication) -> Sheet:
    """Facts of publication.require_withdrawal."""
    assert publication.case is not None
    return _sheet(
        actor,
        at,
        publication,
        publication_withdrawal_required_already=bool(publication.known.get("withdraw_known_on")),
        publication_withdraw_ground_known=ground_of(publication.case.known) is not None,
    )


def correction(
    *, actor: Viewer, at: datetime, publication: Publication, reason: str, hide: Sequence[str] = ()
) -> Sheet:
    """Facts of publication.correct."""
    on = local_date(at)
    return _sheet(
        actor,
        at,
        publication,
        publication_current=recompiled(publication, on, hide).fields == publication.fields,
        publication_reason_stated=bool(reason.strip()),
        publication_reason_clean=clean(reason, on, actor.jurisdiction),
    )


def refusal(*, actor: Viewer, at: datetime, publication: Publication, reason: str) -> Sheet:
    """Facts of publication.decline."""
    return _sheet(actor, at, publication, publication_reason_stated=bool(reason.strip()))


def ending(*, actor: Viewer, at: datetime, publication: Publication, ending: str) -> Sheet:
    """Facts of publication.end."""
    on = local_date(at)
    return _sheet(
        actor,
        at,
        publication,
        publication_ending=ending,
        publication_period_over=publication.shown_until is not None and on > publication.shown_until,
        publication_minimum_over=publication.repairable_from is None or on >= publication.repairable_from,
        publication_repair_found=publication.repairs.filter(stage__in=("accepted", "agreed")).exists(),
    )
