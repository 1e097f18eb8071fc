"""For anyone, every list, page, search, export, report and duty answers a subset of what the gate lets him know of."""

from __future__ import annotations

import itertools
import uuid
from datetime import date
from typing import Any

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property.organisation import ROLES, Organisation, build, viewer

from chengguan.agenda.selectors import duties_of
from chengguan.base import search
from chengguan.base.paging import Cursor
from chengguan.base.viewer import ScopedQuerySet, Viewer
from chengguan.cases.models import Approval, Case
from chengguan.cases.selectors import board, file
from chengguan.cases.selectors.approvals import approval_file
from chengguan.cases.selectors.clocks import what_if
from chengguan.cases.selectors.subjects import visible_subject
from chengguan.documents.models import Attachment, Instrument
from chengguan.documents.selectors import attachment_for, instrument_for
from chengguan.intake.facts import duplicates
from chengguan.intake.models import Lead
from chengguan.intake.selectors import LeadFilters, lead_page
from chengguan.ledger.selectors import outbox_rows
from chengguan.parties import selectors as parties
from chengguan.parties.models import Party
from chengguan.people.models import Unit
from chengguan.people.roster import officer_file
from chengguan.people.selectors import colleagues
from chengguan.reports.measures import CATALOGUE, records_of
from chengguan.reports.measures.keeping import keep_row

ON = date(2024, 5, 6)
MODELS: tuple[type[Any], ...] = (Case, Lead, Party, Instrument, Attachment, Approval)


@pytest.fixture
def organisation(db: None) -> Organisation:
    return build()


def known_to(who: Viewer, model: type[Any]) -> set[uuid.UUID]:
    """What someone may know of, said anew and without the gate: his squad's, his brigade's, or his bureau's rows."""
    rows = model.objects.filter(bureau_id=who.bureau_id)
    allowed = {
        "bureau": lambda row: True,
        "brigade": lambda row: who.brigade_id is not None and row.brigade_id == who.brigade_id,
        "squad": lambda row: who.squad_id is not None and row.squad_id == who.squad_id,
        "none": lambda row: False,
    }[who.reach]
    return {row.pk for row in rows if allowed(row)}


REACHES = st.sampled_from(["squad", "brigade", "bureau", "none"])


def someone(found: Organisation, data: st.DataObject) -> Viewer:
    """Anyone: a unit of any bureau, any roles, any reach that fits the unit."""
    reach = data.draw(REACHES, "reach")
    pools = {"squad": found.squads, "brigade": found.brigades}
    unit: Unit | None = data.draw(st.sampled_from(pools[reach]), "unit") if reach in pools else None
    bureau = unit.bureau if unit else data.draw(st.sampled_from(found.bureaus), "bureau")
    roles = data.draw(st.frozensets(st.sampled_from(ROLES), min_size=1, max_size=3), "roles")
    return viewer(found, unit, bureau, roles, reach)


def everyone(found: Organisation) -> list[Viewer]:
    """One viewer for every unit and reach."""
    squads = [
        viewer(found, unit, unit.bureau, frozenset({"handler", "squad_leader"}), "squad")
        for unit in found.squads
    ]
    brigades = [
        viewer(found, unit, unit.bureau, frozenset({"handler", "brigade_leader"}), "brigade")
        for unit in found.brigades
    ]
    heads = [
        viewer(found, None, bureau, frozenset({"organ_head", "finance"}), "bureau")
        for bureau in found.bureaus
    ]
    nobodies = [viewer(found, None, bureau, frozenset({"audit_admin"}), "none") for bureau in found.bureaus]
    return [*squads, *brigades, *heads, *nobodies]


def choices(found: Organisation) -> st.SearchStrategy[board.Filters]:
    """Any filters of the board, with ids of any bureau."""
    ids = st.sampled_from(["", *(str(unit.pk) for unit in found.squads)])
    officers = st.sampled_from(["", *(str(officer.pk) for officer in found.officers.values())])
    party = st.sampled_from(["", *(str(pk) for pk in Party.objects.values_list("pk", flat=True)[:5])])
    return st.builds(
        board.Filters,
        stage=st.sampled_from(["", "filed", "decided", "closed"]),
        procedure=st.sampled_from(["", "ordinary"]),
        outcome=st.sampled_from(["", "penalty"]),
        squad=ids,
        officer=officers,
        party=party,
        number=st.sampled_from(["", "1", "立第", "号"]),
        opened_from=st.sampled_from([None, date(2024, 2, 1)]),
        overdue=st.booleans(),
        sort=st.sampled_from(["latest", "due", "fine"]),
    )


def board_rows(who: Viewer, filters: board.Filters, *, backwards: bool) -> list[uuid.UUID]:
    """All rows of the board, page after page in one direction."""
    rows: list[uuid.UUID] = []
    cursor = ""
    for turn in itertools.count():
        found = board.board_page(
            who, filters, ON, cursor=cursor, backwards=backwards and turn > 0, last=backwards and turn == 0
        )
        rows += [row.id for row in found.rows]
        cursor = found.earlier if backwards else found.later
        if not cursor:
            return rows
    raise AssertionError


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_board_and_export_stay_behind_the_gate(organisation: Organisation, data: st.DataObject) -> None:
    who, filters = someone(organisation, data), data.draw(choices(organisation), "filters")
    allowed = known_to(who, Case)
    rows = board_rows(who, filters, backwards=data.draw(st.booleans(), "backwards"))
    assert len(rows) == len(set(rows)) and set(rows) <= allowed
    exported = [row[0] for row in board.export_rows(who, filters, ON)]
    numbers = dict(Case.objects.values_list("number", "pk"))
    assert {numbers[number] for number in exported} == set(rows)
    if filters == board.Filters(sort=filters.sort):
        assert set(rows) == allowed


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_search_lists_and_duties_stay_behind_the_gate(
    organisation: Organisation, data: st.DataObject
) -> None:
    who = someone(organisation, data)
    allowed = {kind: {str(pk) for pk in known_to(who, model)} for kind, model in KINDS.items()}
    query = data.draw(st.sampled_from(["占道", "占", "示范路", "占道 示范路", "1", "立第1号"]), "query")
    for hit in search.find(who, query, kind=data.draw(st.sampled_from(["", *KINDS]), "kind"), limit=200):
        assert hit.key in allowed[hit.kind]
    leads = lead_page(
        who,
        LeadFilters(stage=data.draw(st.sampled_from(["", "filed"]), "stage")),
        last=data.draw(st.booleans(), "last"),
    )
    assert {str(row.pk) for row in leads.rows} <= allowed["lead"]
    listed = parties.board_page(
        who,
        text=data.draw(st.sampled_from(["", "占道", "商行1"]), "text"),
        kind="",
        asked=Cursor("", False, False),
        on=ON,
    )
    assert {str(row.id) for row in listed.rows} <= allowed["party"]
    assert {str(row.pk) for row in parties.find_parties(who, "占道", limit=100)} <= allowed["party"]
    for row in duties_of(who, ON, limit=500).rows:
        assert row.url.split("/")[2] in allowed["case"]
    hints = duplicates(who, place="示范路", occurred_on=date(2024, 3, 1), shown=True)
    assert {line.id for line in hints} <= allowed["lead"]


KINDS = {"case": Case, "lead": Lead, "party": Party, "document": Instrument}


def visible_pks(who: Viewer, model: type[Model]) -> set[uuid.UUID]:
    rows = model._default_manager.all()
    assert isinstance(rows, ScopedQuerySet)
    return {row.pk for row in rows.visible_to(who)}


def test_the_gate_itself(organisation: Organisation) -> None:
    for who in everyone(organisation):
        for model in MODELS:
            assert visible_pks(who, model) == known_to(who, model), f"{who.reach} {model.__name__}"


def test_single_things_answer_only_those_who_may_know_of_them(organisation: Organisation) -> None:
    for who in everyone(organisation):
        mine = {model: known_to(who, model) for model in MODELS}
        for case in Case.objects.order_by("pk")[::3]:
            seen = case.pk in mine[Case]
            assert (visible_subject(who, "case", case.pk) is not None) is seen
            assert (file.earlier_entries(who, case.pk, None) is not None) is seen
            assert (visible_subject(who, "lead", case.lead_id) is not None) is (case.lead_id in mine[Lead])
            assert (parties.visible_party(who, case.party_id) is not None) is (case.party_id in mine[Party])
        for paper in Instrument.objects.order_by("pk").values_list("pk", flat=True)[::3]:
            assert (instrument_for(who, paper) is not None) is (paper in mine[Instrument])
        for attachment in Attachment.objects.order_by("pk").values_list("pk", flat=True)[::3]:
            assert (attachment_for(who, attachment) is not None) is (attachment in mine[Attachment])
        for approval in Approval.objects.order_by("pk").values_list("pk", flat=True)[::3]:
            assert (approval_file(who, approval, ON) is not None) is (approval in mine[Approval])


def test_pages_of_one_case_answer_only_those_who_may_know_of_it(organisation: Organisation) -> None:
    case = Case.objects.exclude(squad=None).first()
    assert case is not None
    for who in everyone(organisation):
        seen = case.pk in known_to(who, Case)
        assert (file.case_file(who, case.pk, ON, []) is not None) is seen
        assert (file.lead_file(who, case.lead_id, ON, []) is not None) is seen
        assert (what_if(who, case.pk, "case_decision", ON, ON) is not None) is seen
        assert (parties.party_file(who, case.party_id, ON) is not None) is seen


def test_records_behind_figures_stay_behind_the_gate(organisation: Organisation) -> None:
    for case in Case.objects.select_related("matter"):
        keep_row(case)
    for who in everyone(organisation):
        known = {str(row) for model in (Case, Lead) for row in known_to(who, model)}
        for measure in CATALOGUE:
            found = records_of(who, measure, 2024, limit=500)
            assert found is not None
            for row in found[2]:
                assert row.url in ("", "/powers/") or row.url.split("/")[2] in known, f"{measure} {who.reach}"


def test_people_and_work_of_another_bureau_stay_there(organisation: Organisation) -> None:
    for who in everyone(organisation):
        assert all(officer.bureau_id == who.bureau_id for officer in colleagues(who))
        assert all(row.bureau_code == who.bureau_code for row in outbox_rows(who))
        for bureau_id, officer in organisation.officers.items():
            assert (officer_file(who, officer.pk) is not None) is (bureau_id == who.bureau_id)
