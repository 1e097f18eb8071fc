"""An invented organisation of two bureaus with rows in every scope, for tests of the gate."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from chengguan.agenda.models import Duty
from chengguan.base import search
from chengguan.base.dates import CHINA
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case, LegalReview, ReviewOpinion
from chengguan.documents.models import Attachment, Instrument, StoredFile
from chengguan.intake.models import Lead
from chengguan.ledger.models import Posted
from chengguan.parties.models import Party
from chengguan.people.models import Bureau, Officer, Unit
from chengguan.people.selectors import BUREAU_WIDE, officer_pool, pool_for, role_pool, unit_pool
from chengguan.powers.models import Matter, PowerItem

AT = datetime(2024, 5, 6, 9, tzinfo=CHINA)
ROLES = ("handler", "squad_leader", "brigade_leader", *sorted(BUREAU_WIDE))


@dataclass
class Organisation:
    """Two bureaus, each with two brigades of two squads, and everything that they keep."""

    bureaus: list[Bureau] = field(default_factory=list)
    brigades: list[Unit] = field(default_factory=list)
    squads: list[Unit] = field(default_factory=list)
    officers: dict[int, Officer] = field(default_factory=dict)

    def scopes(self) -> list[tuple[Bureau, int | None, int | None]]:
        """Every scope that a row can have: a squad, a brigade without squad, the bureau itself."""
        squads = [(unit.bureau, unit.parent_id, unit.pk) for unit in self.squads]
        brigades = [(unit.bureau, unit.pk, None) for unit in self.brigades]
        return [*squads, *brigades, *((bureau, None, None) for bureau in self.bureaus)]


def build(rows: int = 3) -> Organisation:
    """The organisation, with `rows` rows of every kind in every scope."""
    found = Organisation()
    for code in ("430581", "230751"):
        bureau = Bureau.objects.create(
            code=code,
            name=f"{code}局",
            short=code,
            jurisdiction=code,
            region="某市",
            government="某市人民政府",
            court="某市人民法院",
        )
        found.bureaus.append(bureau)
        office = Unit.objects.create(bureau=bureau, kind=Unit.OFFICE, name="科室")
        found.officers[bureau.pk] = Officer.objects.create(bureau=bureau, unit=office, name="甲")
        for number in (1, 2):
            brigade = Unit.objects.create(bureau=bureau, kind=Unit.BRIGADE, name=f"{number}大队")
            found.brigades.append(brigade)
            for place in (1, 2):
                unit = Unit.objects.create(
                    bureau=bureau, kind=Unit.SQUAD, parent=brigade, name=f"{number}大队{place}中队"
                )
                found.squads.append(unit)
    chance = random.Random(7)
    matters = {bureau.pk: _matter(bureau) for bureau in found.bureaus}
    for bureau, brigade_id, squad_id in found.scopes():
        for _ in range(rows):
            _rows(found, bureau, matters[bureau.pk], {"brigade_id": brigade_id, "squad_id": squad_id}, chance)
    return found


def _matter(bureau: Bureau) -> Matter:
    power = PowerItem.objects.create(
        bureau=bureau, code="CF-1", name="处罚", kind="penalty", basis="依据", valid_from=date(2020, 1, 1)
    )
    return Matter.objects.create(
        bureau=bureau,
        power=power,
        code="AY-1",
        title="占道经营",
        field="市容",
        violated=[],
        basis=[],
        kinds=["fine"],
        valid_from=date(2020, 1, 1),
    )


def _rows(
    found: Organisation, bureau: Bureau, matter: Matter, scope: dict[str, Any], chance: random.Random
) -> None:
    number = Case.objects.count() + 1
    officer = found.officers[bureau.pk]
    where = {"bureau": bureau, **scope}
    on = date(2024, 1, 1) + timedelta(days=chance.randrange(120))
    party = Party.objects.create(
        **where,
        kind="legal_person",
        name=f"占道商行{number}",
        credit_code=f"C{number:017d}",
        registered_at=AT,
    )
    lead = Lead.objects.create(
        **where,
        number=f"线{number}号",
        origin="patrol",
        received_at=AT,
        discovered_on=on,
        occurred_on=on,
        place="示范路",
        content="占道",
        matter=matter,
        party=party,
        stage=chance.choice(["registered", "filed"]),
    )
    case = Case.objects.create(
        **where,
        number=f"立第{number}号",
        procedure=chance.choice(["ordinary", "summary"]),
        lead=lead,
        matter=matter,
        cause=matter.title,
        party=party,
        party_name=party.name,
        occurred_on=on,
        place="示范路",
        lead_officer=officer,
        assisting_officer=officer,
        opened_on=on,
        decided_on=on,
        closed_on=chance.choice([None, on]),
        outcome=chance.choice(["penalty", "exempted"]),
        stage=chance.choice(["filed", "decided", "closed"]),
        fine_amount=Decimal(chance.randrange(3) * 100),
        next_due_on=chance.choice([None, on]),
    )
    review = LegalReview.objects.create(
        case=case,
        round=1,
        requested_on=on,
        concluded_on=on,
        result="passed",
        reviewer=officer,
        requested_by=officer,
    )
    ReviewOpinion.objects.create(review=review, no=1, text=f"意见{number}")
    paper = Instrument.objects.create(
        **where,
        kind="filing_approval",
        title="立案审批表",
        subject_key=case.chain_key,
        context="{}",
        facts_sha256="0" * 64,
        norm_path="x",
        norm_sha256="0" * 64,
        issued_on=on,
        issued_at=AT,
        verify_code=f"V{number:011d}",
    )
    stored, _ = StoredFile.objects.get_or_create(
        sha256="1" * 64, defaults={"sm3": "1" * 64, "size": 1, "media_type": "image/png"}
    )
    Attachment.objects.create(
        **where, subject_key=case.chain_key, file=stored, name="照片.png", uploaded_at=AT
    )
    Approval.objects.create(
        **where, case=case, act="case.close", tiers=["squad_leader"], proposed_by=officer, proposed_at=AT
    )
    Posted.objects.create(topic="x", payload={}, due_at=AT, bureau_code=bureau.code)
    for kind, row, title in (
        ("case", case, case.number),
        ("lead", lead, lead.number),
        ("party", party, party.name),
        ("document", paper, "文书"),
    ):
        search.put(
            kind=kind,
            key=str(row.pk),
            bureau_id=bureau.pk,
            title=f"{title} 占道",
            text="占道经营 示范路",
            **scope,
        )
    for role in ("handler", "squad_leader", "brigade_leader", "legal_reviewer", "organ_head"):
        _duty(case, pool_for(role, bureau_id=bureau.pk, **scope), role)
    _duty(case, officer_pool(officer.pk), "own")


def _duty(case: Case, pool: str, act: str) -> None:
    Duty.objects.create(
        pool=pool,
        subject=case.chain_key,
        act=act,
        title="待办",
        about=case.number,
        url=f"/cases/{case.pk}/",
        due_on=case.next_due_on,
        raised_on=case.opened_on,
        bureau_id=case.bureau_id,
        brigade_id=case.brigade_id,
        squad_id=case.squad_id,
    )


def viewer(
    found: Organisation, unit: Unit | None, bureau: Bureau, roles: frozenset[str], reach: str
) -> Viewer:
    """Someone with these roles in a unit; he also holds the pool of the one officer who leads every case of the bureau."""
    pools = [officer_pool(found.officers[bureau.pk].pk)]
    for role in sorted(roles):
        pools.append(
            role_pool(role, bureau.pk) if role in BUREAU_WIDE else unit_pool(role, unit.pk if unit else 0)
        )
    return Viewer(
        user_id=1,
        username="v",
        officer_id=found.officers[bureau.pk].pk,
        name="某人",
        bureau_id=bureau.pk,
        bureau_code=bureau.code,
        bureau_name=bureau.name,
        jurisdiction=bureau.jurisdiction,
        unit_id=unit.pk if unit else None,
        brigade_id=unit.brigade_id if unit else None,
        squad_id=unit.squad_id if unit else None,
        roles=roles,
        reach=reach,
        pools=tuple(pools),
    )
