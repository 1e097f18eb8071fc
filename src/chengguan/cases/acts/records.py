"""主体核实、现场笔录、询问 (行政处罚法 第四十条、第四十二条、第五十五条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import records as facts
from chengguan.cases.models import Case, Record
from chengguan.ledger.acting import Done, act
from chengguan.parties.acts import register_or_find
from chengguan.parties.models import Party
from chengguan.people.selectors import OfficerCard, officer_cards

from .filing import party_facts
from .issuing import issue_for_case, refs
from .recording import Files, add_record, counted, investigated_by, keep_files


@act("case.identify_party", facts=facts.identification, on="case")
def identify_party(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    checked: Sequence[str],
    party: Party | None = None,
    new_party: Mapping[str, str] | None = None,
) -> Done:
    """主体核实 (行政处罚法 第三十条、第四十条): who the party is, and how old on the day of the violation. Result: the case."""
    found = party or register_or_find(actor=actor, at=at, **(new_party or {}))
    case.party, case.party_name = found, found.name
    case.party_protected = found.protected_on(case.occurred_on)
    sets = {"party_identified_on": local_date(at), "identity_documents": list(checked), **party_facts(case)}
    data = {
        "party": found.pk,
        "name": found.name,
        "kind": found.kind,
        "checked": list(checked),
        "officers": list(officers),
    }
    return Done(case, sets=sets, data=data, result=case)


@act("case.make_site_record", facts=facts.site_record, on="case")
def make_site_record(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], begun_at: datetime,
    ended_at: datetime, place: str, findings: str, credentials_shown: bool, process_recorded: bool,
    signed: bool, refusal: str = "", on_site: str = "", on_site_role: str = "", witness: str = "",
    weather: str = "", photos: int | None = None, video: str = "", remark: str = "", proves: str = "",
    elements: Sequence[str] = (), attachments: Files = ()
) -> Done:  # fmt: skip
    """现场检查（勘验） (行政处罚法 第五十五条第二款). Result: the record."""
    cards = officer_cards(list(officers), local_date(at))
    entered = {
        "begun_at": begun_at,
        "ended_at": ended_at,
        "place": place,
        "findings": findings,
        "on_site": on_site,
        "on_site_role": on_site_role,
        "witness": witness,
        "weather": weather,
        "photos": photos,
        "video": video,
        "signed": signed,
        "refusal": refusal,
        "remark": remark,
        "answer": "已出示证件，无异议" if credentials_shown else "",
    }
    paper = issue_for_case(
        case,
        "site_record",
        at=at,
        act={**entered, "recorder": recorder(cards)},
        officers=cards,
        extra=_named(case, on_site),
    )
    pk, kept = keep_files(case, attachments, actor=actor, at=at)
    details = {"elements": list(elements), "findings": findings, "files": kept}
    record = _site_evidence(case, at, cards, entered, proves=proves, details=details, instrument=paper, pk=pk)
    sets = {
        **counted(case.known, "site_record"),
        **investigated_by(case.known, cards),
        "site_record_count": int(case.known.get("site_record_count") or 0) + 1,
    }
    data = {**entered, "credentials_shown": credentials_shown, "process_recorded": process_recorded}
    data |= {"officers": list(officers), "files": kept}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=record)


def _site_evidence(
    case: Case,
    at: datetime,
    cards: Sequence[OfficerCard],
    entered: Mapping[str, Any],
    *,
    proves: str,
    **kept: Any,
) -> Record:
    """Enter a site record into the list of evidence."""
    return add_record(
        case,
        at=at,
        act="case.make_site_record",
        kind="site_record",
        title=f"现场检查（勘验）笔录（{local_date(entered['begun_at']):%Y-%m-%d}）",
        proves=proves or entered["findings"][:200],
        source=entered["on_site"] or entered["witness"] or "现场",
        place=entered["place"],
        made_at=entered["begun_at"],
        officers=cards,
        **kept,
    )


def recorder(cards: Sequence[OfficerCard]) -> str:
    """The second officer keeps the record, the first leads."""
    return cards[-1].name


def _named(case: Case, on_site: str) -> dict[str, Any] | None:
    """While the party is not known, the record names who was found on the spot."""
    if case.party is not None:
        return None
    return {
        "party": {
            "kind": "",
            "kind_title": "待查",
            "name": on_site or "待查",
            "id_title": "证件号码",
            "id_number": "",
        }
    }


@act("case.summon_for_interview", facts=facts.summons, on="case")
def summon_for_interview(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    person: str,
    appear_at: datetime,
    place: str,
    matter: str,
    bring: Sequence[str] = (),
) -> Done:
    """询问通知 (行政处罚法 第五十五条第二款). Result: the notice."""
    cards = officer_cards(list(officers), local_date(at))
    entered = {
        "person": person,
        "appear_at": appear_at,
        "place": place,
        "matter": matter,
        "bring": list(bring),
    }
    paper = issue_for_case(case, "interview_notice", at=at, act=entered, officers=cards)
    sets = {"interview_summoned_on": local_date(at)}
    return Done(
        case, sets=sets, data={**entered, "officers": list(officers)}, documents=refs(paper), result=paper
    )


@act("case.interview", facts=facts.interview, on="case")
def interview(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], begun_at: datetime,
    ended_at: datetime, place: str, person: Mapping[str, str], standing: str,
    questions: Sequence[Mapping[str, str]], credentials_shown: bool, process_recorded: bool,
    rights_told: bool, signed: bool, minor: bool = False, guardian: str = "", refusal: str = "",
    proves: str = "", elements: Sequence[str] = ()
) -> Done:  # fmt: skip
    """询问 (行政处罚法 第五十五条第二款) of the party (`standing` party) or of a witness. Result: the record."""
    cards = officer_cards(list(officers), local_date(at))
    times = int(case.known.get("interview_count") or 0) + 1
    entered = {
        "begun_at": begun_at,
        "ended_at": ended_at,
        "place": place,
        "person": dict(person),
        "questions": [dict(pair) for pair in questions],
        "guardian": guardian,
        "signed": signed,
        "refusal": refusal,
        "times": times,
    }
    answer = "已看清执法证件，已了解权利义务，不申请回避" if rights_told and credentials_shown else ""
    paper = issue_for_case(
        case,
        "interview_record",
        at=at,
        act={**entered, "recorder": recorder(cards), "answer": answer},
        officers=cards,
    )
    kind = "party_statement" if standing == "party" else "testimony"
    record = add_record(
        case,
        at=at,
        act="case.interview",
        kind=kind,
        title=f"{person.get('name', '')}的询问笔录（{local_date(begun_at):%Y-%m-%d}）",
        proves=proves,
        source=person.get("name", ""),
        place=place,
        made_at=begun_at,
        officers=cards,
        details={"elements": list(elements), "person": dict(person), "questions": entered["questions"]},
        instrument=paper,
    )
    sets = {**counted(case.known, kind), **investigated_by(case.known, cards), "interview_count": times}
    data = {**entered, "standing": standing, "rights_told": rights_told, "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=record)
