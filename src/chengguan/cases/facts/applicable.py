"""适用法律: what changed between the act and today, what old and new law say of it, and which of them applies (行政处罚法 第三十六条、第三十七条)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q

from chengguan.base.dates import chinese_date, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.intake import facts as intake
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from chengguan.powers.checking import Laws
from chengguan.powers.citations import write_citation
from chengguan.powers.models import Matter
from chengguan.powers.rows import PENALTIES
from lawengine import Source
from lawengine.applicable import (
    DIRECT,
    NEW,
    NONE,
    OLD,
    OPINION,
    REFUSED,
    SERIOUS,
    Comparison,
    Conduct,
    Limitation,
    Provision,
    Row,
    Version,
    compare,
    higher_fine,
)

from .base import case_sheet, derives, state_facts
from .known import Known, day, names

NOBODY: Final = "none"
ASPECTS: Final = {"old": "旧", "new": "新", "same": "相同", "opinion": "待意见"}


@dataclass(frozen=True)
class LawChange:
    """A law that the matter rested on and that is not the same today: its versions at the act and now."""

    law: str
    before: Source | None
    after: Source | None

    @property
    def since(self) -> date | None:
        """The first day on which it is no longer what it was."""
        if self.before is not None and self.before.end is not None:
            return self.before.end + timedelta(days=1)
        return self.after.start if self.after is not None else None

    def in_words(self) -> str:
        either = self.before or self.after
        title = either.title if either else self.law
        if self.after is None:
            return f"《{title}》自{_day(self.since)}起废止"
        if self.before is None:
            return f"《{title}》自{_day(self.after.start)}起施行"
        return f"《{title}》自{_day(self.since)}起修订施行"


def _day(day: date | None) -> str:
    return chinese_date(day) if day else ""


def conduct_of(known: Known, ended_on: date | None = None) -> Conduct | None:
    """When the act was done; a continuing act lasts to the end that was found, else to its discovery."""
    began = day(known, "occurred_on")
    if began is None:
        return None
    ended = ended_on or day(known, "ended_on")
    if ended is None and known.get("continuing"):
        ended = day(known, "discovered_on")
    return Conduct(began, max(began, ended or began))


def law_changes(laws: Iterable[str], since: date, on: date) -> list[LawChange]:
    """Laws of which another version, or none, is in force on `on` than was in force on `since`."""
    found = []
    for law in sorted(laws):
        before, after = book().source(law, on=since), book().source(law, on=on)
        if (before and before.start) != (after and after.start):
            found.append(LawChange(law, before, after))
    return found


@derives
def law_state(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Whether the law changed after the act, and whether that was answered under the law as it stands (行政处罚法 第三十七条)."""
    conduct = conduct_of(known)
    laws = names(known, "matter_laws")
    if conduct is None or not laws:
        return {}
    determined = day(known, "law_determined_on")
    compared = names(known, "law_compared") | laws
    changed = bool(law_changes(laws, conduct.ended_on, on))
    return {
        "law_changed": changed,
        "law_question_raised": changed or bool(known.get("continuing")),
        "law_determined": determined is not None and not law_changes(compared, determined, on),
    }


# --- versions of the matter --------------------------------------------------------------------------------


def line_of(case: Case) -> list[Matter]:
    """Every version of the case's matter in the list of its bureau, oldest first."""
    line = case.matter.line
    rows = Matter.objects.filter(Q(code=line) | Q(lineage=line), bureau_id=case.bureau_id)
    return list(rows.select_related("power").prefetch_related("tiers").order_by("valid_from", "code"))


def in_force(rows: Iterable[Matter], on: date) -> list[Matter]:
    """The versions in force on a day."""
    return [row for row in rows if row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)]


def provision(matter: Matter, organisation: bool) -> Provision:
    """One matter as the law engine compares it, for this kind of party."""
    wanted = ("organisation" if organisation else "individual", "any")
    rows = [row for party in wanted for row in matter.fines if row.get("party", "any") == party]
    trigger = SERIOUS if matter.serious_only else REFUSED if matter.requires_prior_order else DIRECT
    kinds = frozenset(PENALTIES.get(kind, kind) for kind in matter.kinds if kind != "fine")
    low, high = (Decimal(str(rows[0]["low"])), Decimal(str(rows[0]["high"]))) if rows else (Decimal(0),) * 2
    return Provision(low, high, trigger, kinds, basis_of(matter), fined=bool(rows))


def basis_of(matter: Matter) -> str:
    """处罚依据 in words."""
    return "、".join(write_citation(cite, Laws(book()).title) for cite in matter.basis)


@dataclass(frozen=True)
class Candidate:
    """One provision that may be chosen: the matter in one version, and whether it is of the old or the new law."""

    matter: Matter
    side: str
    provision: Provision

    @property
    def label(self) -> str:
        side = {OLD: "行为时", NEW: "决定时"}[self.side]
        return f"{side}：{self.matter.title}（{self.provision.article}，{self.provision.in_words()}）"


@dataclass(frozen=True)
class LawFinding:
    """适用法律 of one case on one day: the changes, both versions, the comparison, and the limitation."""

    conduct: Conduct
    on: date
    changes: tuple[LawChange, ...]
    candidates: tuple[Candidate, ...]
    comparison: Comparison | None
    limitation: Limitation | None

    @property
    def changed(self) -> bool:
        return self.comparison is not None

    def side(self, name: str) -> list[Candidate]:
        return [row for row in self.candidates if row.side == name]

    def in_words(self) -> str:
        """The changes, one after the other."""
        return "；".join(change.in_words() for change in self.changes)


def finding_of(
    case: Case,
    on: date,
    jurisdiction: str,
    *,
    ended_on: date | None = None,
    serious: bool | None = None,
) -> LawFinding | None:
    """Compare the law at the act with the law of a day for this case. One query (and one for the tiers)."""
    conduct = conduct_of(case.known, ended_on)
    if conduct is None:
        return None
    rows = line_of(case)
    before, after = in_force(rows, conduct.ended_on), in_force(rows, on)
    laws = names(case.known, "matter_laws") or {cite["law"] for row in before for cite in row.basis}
    changes = tuple(law_changes(laws, conduct.ended_on, on))
    organisation = bool(case.known.get("party_is_organisation"))
    candidates = tuple(
        Candidate(row, side, provision(row, organisation))
        for side, group in ((OLD, in_force(rows, conduct.began_on)), (NEW, after))
        for row in group
    )
    old = [one.provision for one in candidates if one.side == OLD]
    new = [one.provision for one in candidates if one.side == NEW]
    comparison = None
    if changes or _differ(before, after, organisation) or _straddles(conduct, old, new):
        rechecked = case.known.get("correction_rechecked_on")
        refused = state_facts(case.known, on, jurisdiction).get("prior_order_failed") if rechecked else None
        comparison = _compared(conduct, old, new, changes, refused, serious)
    limitation = intake.limitation_of(
        {**case.known, "ended_on": conduct.ended_on.isoformat()} if conduct.lasted else case.known, on, jurisdiction
    )  # fmt: skip
    return LawFinding(conduct, on, changes, candidates, comparison, limitation)


def _differ(before: Sequence[Matter], after: Sequence[Matter], organisation: bool) -> bool:
    """Whether the list says something else of the act today than it did then; a new benchmark alone is no change of the law."""
    then, now = ({_content(row, organisation) for row in rows} for rows in (before, after))
    return bool(before) and then != now


def _content(matter: Matter, organisation: bool) -> tuple[Any, ...]:
    found = provision(matter, organisation)
    return (found.weight, found.trigger, found.kinds, found.article)


def _straddles(conduct: Conduct, old: Sequence[Provision], new: Sequence[Provision]) -> bool:
    return conduct.lasted and list(old) != list(new)


def _compared(
    conduct: Conduct,
    old: Sequence[Provision],
    new: Sequence[Provision],
    changes: Sequence[LawChange],
    refused: bool | None,
    serious: bool | None,
) -> Comparison:
    found = compare(
        Version("", tuple(old)), Version("", tuple(new)) if new else None, refused=refused, serious=serious
    )
    if conduct.lasted and not changes and found.result not in (OPINION, NONE):
        reason = "行为延续到新规定施行之后，适用新规定；新规定较重的，对施行前的部分应当从轻考虑（策略）"
        row = Row("行为的时间", f"{conduct.began_on} 开始", f"{conduct.ended_on} 终了", NEW)
        return Comparison(NEW, (row, *found.rows), (reason,), found.old, found.new)
    return found


# --- facts of acts -----------------------------------------------------------------------------------------


def law_inputs(case: Case, on: date, jurisdiction: str) -> dict[str, Any]:
    """Whether the list itself changed since the act: for acts that fix or impose a penalty, where laws alone do not show it."""
    if case.matter.valid_to is None or case.matter.valid_to >= on:
        return {}
    found = finding_of(case, on, jurisdiction)
    if found is None or not found.changed:
        return {}
    determined = day(case.known, "law_determined_on")
    since = max((row.matter.valid_from for row in found.side(NEW)), default=None)
    state = law_state(case.known, on, jurisdiction)
    answered = determined is not None and (since is None or since <= determined)
    return {"law_changed": True, "law_determined": answered and state.get("law_determined", answered)}


def determination(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    chosen: str,
    reasons_given: str,
    ended_on: date | None = None,
    serious: bool | None = None,
    competing: Sequence[Matter] = (),
) -> Sheet:
    """适用法律认定 (行政处罚法 第三十七条)."""
    on = local_date(at)
    found = finding_of(case, on, actor.jurisdiction, ended_on=ended_on, serious=serious)
    comparison = found.comparison if found else None
    lasting = bool(case.known.get("continuing"))
    side = side_of(found, chosen)
    inputs = {
        "law_question_raised": comparison is not None or bool(competing) or lasting,
        "law_comparison": comparison.result if comparison else OLD,
        "law_expected": comparison.expected if comparison else OLD,
        "law_chosen": side or None,
        "law_by_reviewer": "legal_reviewer" in actor.roles,
        "law_reasoned": bool(reasons_given.strip()),
        "law_highest_fine": _highest(case, chosen, found, competing),
        "conduct_end_stated": _end_stated(case, lasting, ended_on, on),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def _end_stated(case: Case, lasting: bool, ended_on: date | None, on: date) -> bool:
    if ended_on is None:
        return not lasting or day(case.known, "ended_on") is not None
    return case.occurred_on <= ended_on <= on


def side_of(found: LawFinding | None, chosen: str) -> str:
    """Old law, new law or no penalty: where the chosen matter stands."""
    if chosen == NOBODY or found is None:
        return chosen if chosen == NOBODY else ""
    sides = [row.side for row in found.candidates if str(row.matter.pk) == chosen]
    return sides[0] if sides else (OLD if chosen else "")


def _highest(case: Case, chosen: str, found: LawFinding | None, competing: Sequence[Matter]) -> bool:
    """一事不二罚: among the provisions that the same act breaks, the chosen one has the highest fine (行政处罚法 第二十九条)."""
    if not competing or chosen in ("", NOBODY):
        return True
    organisation = bool(case.known.get("party_is_organisation"))
    own = [row.matter for row in found.candidates if str(row.matter.pk) == chosen] if found else []
    rows = [*own, *(row for row in competing if row not in own)]
    top = higher_fine([provision(row, organisation) for row in rows])
    return chosen in {str(rows[place].pk) for place in top}
