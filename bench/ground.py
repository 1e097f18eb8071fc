"""The ground on which cases stand: one large bureau that is measured, its neighbours, their people, matters and parties."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import cycle
from typing import Any, Final

from django.db import transaction

from chengguan.base.dates import CHINA
from chengguan.base.uuid7 import uuid7
from chengguan.parties.models import Party
from chengguan.people.models import Bureau, Credential, Officer, Post, Unit
from chengguan.powers.models import Matter, PowerItem, Tier
from chengguan.web.demonstration.cast import CREDENTIALS_FROM, CREDENTIALS_TO, Cast, Sheet, build

SHEET: Final = Sheet(
    code="430581",
    name="基准市城市管理和综合执法局",
    short="基城管",
    jurisdiction="430581",
    region="湖南省基准市",
    government="基准市人民政府",
    court="基准市人民法院",
    prefix="b_",
    people=tuple(f"基准{n:02d}" for n in range(1, 40)),
)
OTHER_BUREAUS: Final = 4
SQUADS, MEMBERS = 20, 8  # of the measured bureau
OTHER_SQUADS: Final = 4  # of every other bureau
MATTERS: Final = 120
PARTIES: Final = 1000

CAUSES: Final = (
    "擅自占用城市道路", "未经批准挖掘城市道路", "运输建筑垃圾沿途遗撒", "未密闭运输建筑垃圾", "擅自设置户外广告", "损毁城市绿地",
    "超出门窗外墙摆卖经营", "未取得规划许可建设", "夜间施工噪声扰民", "露天烧烤污染环境", "随意倾倒生活垃圾", "窨井未设防护设施",
)  # fmt: skip
FIRMS: Final = (
    "建筑工程有限公司",
    "餐饮服务部",
    "运输有限公司",
    "物业服务有限公司",
    "广告传媒有限公司",
    "市政工程有限公司",
)
SIGNS: Final = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥春夏秋冬梅兰竹菊松柏桃李"


@dataclass
class Place:
    """One squad and what its cases draw from."""

    bureau: Bureau
    brigade: int
    squad: int
    officers: list[int]


@dataclass
class Ground:
    """Everything that rows refer to."""

    cast: Cast
    main: list[Place] = field(default_factory=list)
    others: list[Place] = field(default_factory=list)
    matters: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    parties: dict[int, list[tuple[Any, str]]] = field(default_factory=dict)


@transaction.atomic
def lay() -> Ground:
    """Bureaus, squads, officers, matters and parties: one large bureau that is measured, and its neighbours."""
    chance = random.Random(1)
    ground = Ground(build(SHEET))
    ground.main = _squads(ground.cast.bureau, ground.cast)
    for number in range(OTHER_BUREAUS):
        bureau = Bureau.objects.create(
            code=f"99000{number}", name=f"邻市{number}城市管理局", short=f"邻{number}", jurisdiction="430581",
            region=f"邻市{number}", government="邻市人民政府", court="邻市人民法院",
        )  # fmt: skip
        ground.others += _squads(bureau, None)
    for bureau in Bureau.objects.order_by("pk"):
        ground.matters[bureau.pk] = _matters(bureau)
        places = [place for place in (*ground.main, *ground.others) if place.bureau.pk == bureau.pk]
        ground.parties[bureau.pk] = _parties(places, chance)
    return ground


def _squads(bureau: Bureau, cast: Cast | None) -> list[Place]:
    places = [_cast_place(cast, squad) for squad in cast.squads] if cast else []
    wanted = SQUADS if cast else OTHER_SQUADS
    brigade = cast.brigade if cast else None
    for number in range(len(places), wanted):
        if brigade is None or number % 5 == 0:
            brigade = Unit.objects.create(bureau=bureau, kind=Unit.BRIGADE, name=f"第{number}大队")
        squad = Unit.objects.create(bureau=bureau, kind=Unit.SQUAD, parent=brigade, name=f"第{number}中队")
        places.append(Place(bureau, brigade.pk, squad.pk, _members(bureau, squad)))
    return places


def _cast_place(cast: Cast, squad: Unit) -> Place:
    members = [officer.pk for officer in cast.handlers if officer.unit_id == squad.pk]
    return Place(cast.bureau, cast.brigade.pk, squad.pk, members)


def _members(bureau: Bureau, squad: Unit) -> list[int]:
    officers = Officer.objects.bulk_create(
        [Officer(bureau=bureau, unit=squad, name=f"队员{squad.pk}-{seat}") for seat in range(MEMBERS)]
    )
    Post.objects.bulk_create(
        [
            Post(officer=officer, role="handler", unit=squad, begins_on=CREDENTIALS_FROM)
            for officer in officers
        ]
    )
    Credential.objects.bulk_create(
        [
            Credential(officer=o, number=f"B{o.pk:07d}", valid_from=CREDENTIALS_FROM, valid_to=CREDENTIALS_TO)
            for o in officers
        ]
    )
    return [officer.pk for officer in officers]


def _matters(bureau: Bureau) -> list[tuple[int, str]]:
    power = PowerItem.objects.create(
        bureau=bureau,
        code="CF-001",
        name="市容和市政类处罚",
        kind="penalty",
        basis="《城市道路管理条例》",
        valid_from=date(2020, 1, 1),
    )
    rows = [
        Matter(
            bureau=bureau, power=power, code=f"AY-{n:03d}", title=f"{CAUSES[n % len(CAUSES)]}（{n}）", field="市政",
            violated=[{"law": "城市道路管理条例", "article": 27, "item": 1}], basis=[{"law": "城市道路管理条例", "article": 42}],
            kinds=["warning", "fine"], fines=[{"party": "any", "low": "0", "high": "20000"}],
            elements=["占用城市道路", "未经批准"], valid_from=date(2020, 1, 1),
        )
        for n in range(MATTERS)
    ]  # fmt: skip
    matters = Matter.objects.bulk_create(rows)
    for order, (name, low, high) in enumerate(
        (("轻微", 0, 6000), ("一般", 6000, 14000), ("严重", 14000, 20000)), 1
    ):
        Tier.objects.create(
            matter=matters[0], order=order, name=name, condition=f"{name}情形", low=low, high=high,
            document="裁量基准", published_on=date(2021, 1, 1),
        )  # fmt: skip
    return [(matter.pk, matter.title) for matter in matters]


def _parties(places: list[Place], chance: random.Random) -> list[tuple[Any, str]]:
    """Enterprises, known to one squad after the other."""
    moment = datetime(2021, 7, 1, 9, tzinfo=CHINA)
    rows = [
        Party(
            id=uuid7(moment), bureau=place.bureau, brigade_id=place.brigade, squad_id=place.squad, kind=Party.LEGAL_PERSON,
            name=_firm(chance), representative="王基准", address="示范路8号", phone="13800000000",
            credit_code=f"91430581MA{n:07d}X", registered_at=moment,
        )
        for n, place in zip(range(PARTIES), cycle(places), strict=False)
    ]  # fmt: skip
    return [(party.pk, party.name) for party in Party.objects.bulk_create(rows)]


def _firm(chance: random.Random) -> str:
    return "".join(chance.choices(SIGNS, k=3)) + chance.choice(FIRMS)
