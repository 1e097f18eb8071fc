"""柔性执法 of one case as a page: conditions with their proof, lists, past cases, ward and capacity, circumstances."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.base import state_facts
from chengguan.cases.facts.discretion import circumstances_named, effect_words
from chengguan.cases.facts.history import History, history
from chengguan.cases.facts.leniency import recorded_circumstances, requires_persuasion
from chengguan.cases.facts.standing import LISTS, ListRow, list_rows, timeliness
from chengguan.cases.models import Case
from chengguan.documents.models import Instrument
from chengguan.ledger.known import names
from chengguan.ledger.norms import book
from lawengine import Citation

PAPERS: Final = (
    "record_check", "correction_proof", "leniency_assessment", "education_record", "commitment_letter", "persuasion_record",
    "guardian_notice", "capacity_assessment", "no_compulsion_approval", "exemption_decision", "first_exemption_decision",
)  # fmt: skip
HARM: Final = {"none": "没有造成危害后果", "slight": "危害后果轻微", "material": "造成危害后果"}


@dataclass(frozen=True)
class Condition:
    """One condition: met, not met, or not yet found out; what the record says; the act that puts it on record."""

    title: str
    state: str
    words: str
    act: str


@dataclass(frozen=True)
class Way:
    """轻微不罚 or 首违不罚: its conditions, and what follows when all are met."""

    title: str
    rule: str
    conditions: list[Condition]

    @property
    def complete(self) -> bool:
        return all(item.state == "met" for item in self.conditions)


@dataclass(frozen=True)
class ListMatch:
    """A row of a list that names the matter, and whether its conditions were found to be met."""

    title: str
    row: ListRow
    met: bool | None
    verified: str


@dataclass(frozen=True)
class PriorRow:
    """A past case: number, day and result for all; cause and link only for who may see the case."""

    number: str
    decided_on: date
    outcome: str
    cause: str
    url: str


@dataclass(frozen=True)
class CircumstanceRow:
    """A circumstance that the record shows."""

    title: str
    effect: str
    mandatory: bool
    cites: tuple[Citation, ...]


@dataclass(frozen=True)
class LeniencyFile:
    """Everything that the page shows."""

    case: Case
    ways: list[Way]
    lists: list[ListMatch]
    history: History | None
    priors: list[PriorRow]
    circumstances: list[CircumstanceRow]
    persuasion: list[Condition]
    ward: list[Condition]
    education: str
    papers: list[Instrument]


def leniency_file(viewer: Viewer, pk: uuid.UUID, on: date) -> LeniencyFile | None:
    """The page of one case, or None when the viewer may not know of it. Six queries at most, whatever the history."""
    case = (
        Case.objects.visible_to(viewer)
        .select_related("party", "matter", "bureau", "squad")
        .filter(pk=pk)
        .first()
    )
    if case is None:
        return None
    place = viewer.jurisdiction
    state, found = state_facts(case.known, on, place), history(case, on, place)
    papers = Instrument.objects.filter(subject_key=case.chain_key, kind__in=PAPERS).defer("context")
    return LeniencyFile(
        case=case,
        ways=_ways(case, state, found, on, place),
        lists=_matches(case, on, place),
        history=found,
        priors=_priors(viewer, found),
        circumstances=_circumstances(case, on, place),
        persuasion=_persuasion(case, on, place),
        ward=_ward(case, state),
        education=str(case.known.get("education_words") or ""),
        papers=list(papers.order_by("-id")[:40]),
    )


def _mark(value: bool | None) -> str:
    return "open" if value is None else "met" if value else "unmet"


def _ways(case: Case, state: dict[str, Any], found: History | None, on: date, place: str) -> list[Way]:
    known, due = case.known, timeliness(case.known, on, place)
    assessed = "leniency_assessed_on" in known
    harm = str(known.get("harm") or "")
    words = f"{due.corrected_on}改正" if due.corrected_on else "没有查明改正"
    limit = f"；最后日期{due.due_on}（{due.basis}）" if due.due_on else ""
    timely = Condition(
        "及时改正", _mark(due.met if due.corrected_on else None), words + limit, "case.prove_correction"
    )
    slight = Condition(
        "违法行为轻微", _mark(state["exempt_slight"] if assessed else None), "", "case.assess_leniency"
    )
    harmless = Condition(
        "没有造成危害后果",
        _mark(state["exempt_no_harm"] if assessed else None),
        HARM.get(harm, ""),
        "case.assess_leniency",
    )
    small = Condition(
        "危害后果轻微",
        _mark(state["exempt_slight_harm"] if assessed else None),
        HARM.get(harm, ""),
        "case.assess_leniency",
    )
    return [
        Way("轻微不罚", "三项同时具备的，应当不予处罚", [slight, timely, harmless]),
        Way("首违不罚", "三项同时具备的，可以不予处罚", [_first(found), small, timely]),
    ]


def _first(found: History | None) -> Condition:
    if found is None:
        return Condition("初次违法", "open", "当事人待查明", "case.identify_party")
    if not found.clean:
        return Condition("初次违法", "unmet", f"有{len(found.priors) + found.outside}次以往违法", "")
    if found.checked_on is None:
        return Condition("初次违法", "open", "本局没有以往处理；其他系统尚未查询", "case.record_record_check")
    return Condition("初次违法", "met", f"本局没有以往处理；{found.checked_on}查询其他系统", "")


def _matches(case: Case, on: date, place: str) -> list[ListMatch]:
    met, assessed = names(case.known, "list_rows_met"), "leniency_assessed_on" in case.known
    found = []
    for name in LISTS:
        listing = book().listing(name, on=on, jurisdiction=place)
        for row in list_rows(name, case.known, on, place) if listing else ():
            state = row["id"] in met if assessed and name != "no_compulsion" else None
            found.append(
                ListMatch(listing.title if listing else name, row, state, listing.verified if listing else "")
            )
    return found


def _priors(viewer: Viewer, found: History | None) -> list[PriorRow]:
    """The verdict counts all cases; the link and the cause are for those who may open the case."""
    if found is None:
        return []
    ids = [row.id for row in found.priors]
    mine = (
        set(Case.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    )
    return [
        PriorRow(
            row.number,
            row.decided_on,
            row.outcome,
            row.cause if row.id in mine else "",
            f"/cases/{row.id}/" if row.id in mine else "",
        )
        for row in found.priors
    ]


def _circumstances(case: Case, on: date, place: str) -> list[CircumstanceRow]:
    recorded = circumstances_named(recorded_circumstances(case.known, on, place), on, place)
    return [CircumstanceRow(item.title, effect_words(item), item.mandatory, item.cites) for item in recorded]


def _persuasion(case: Case, on: date, place: str) -> list[Condition]:
    if not requires_persuasion(case.matter, on, place):
        return []
    refused = case.known.get("persuasion_refused")
    words = "经说服教育仍拒不改正" if refused else "已经改正或者答应改正" if refused is False else "没有记录"
    return [Condition("处罚前先行说服教育", _mark(refused), words, "case.persuade")]


def _ward(case: Case, state: dict[str, Any]) -> list[Condition]:
    """Guardian and capacity, where the party is a ward."""
    if not state.get("guardian_needed"):
        return []
    known, age = case.known, case.known.get("party_age")
    told = known.get("guardian_notified_on")
    rows = [Condition("已通知监护人", _mark(bool(told)), str(told or "尚未通知"), "case.notify_guardian")]
    if state.get("party_under_14") or state.get("party_incapable"):
        ordered = known.get("guardian_ordered_on")
        title = "已责令监护人管教或者看管"
        rows.append(
            Condition(title, _mark(bool(ordered)), str(ordered or "尚未责令"), "case.notify_guardian")
        )
    if age is not None and (state.get("party_under_14") or state.get("party_minor")):
        rule = "不予处罚" if state["party_under_14"] else "应当从轻或者减轻处罚"
        rows.insert(0, Condition(f"违法时{age}周岁", "met", f"{rule}；周岁自生日的次日起算", ""))
    return rows
