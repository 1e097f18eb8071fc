"""Fixtures of the whole suite: the invented bureau, and walks of cases through real acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from chengguan.base.dates import CHINA
from chengguan.ledger import snapshots, triggers
from chengguan.ledger.norms import book
from chengguan.parties.models import Party
from chengguan.people.models import Bureau
from chengguan.powers.models import Matter, PowerItem, Tier
from chengguan.web.demonstration.cast import Cast, Sheet, build
from chengguan.web.demonstration.walk import Walk

SHEET = Sheet(
    code="430581",
    name="武冈市城市管理和综合执法局",
    short="武城管",
    jurisdiction="430581",
    region="湖南省武冈市",
    government="武冈市人民政府",
    court="武冈市人民法院",
    prefix="t_",
    people=tuple(f"测试{n:02d}" for n in range(1, 40)),
)

# What knows no database runs once, with the first of the two.
ONCE = ("architecture", "bench", "docs", "lawengine")
LONG = ("bench", "permissions", "reachability", "property", "dossiers")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that empty the database stand in files of their own: such files come last, after every test that needs the triggers."""
    emptying: dict[Path, set[bool]] = {}
    for item in items:
        names = getattr(item, "fixturenames", ())
        emptying.setdefault(item.path, set()).add("flushable" in names)
        if any(folder in item.path.parts for folder in ONCE):
            item.add_marker(pytest.mark.once)
    mixed = sorted(str(path) for path, kinds in emptying.items() if len(kinds) > 1)
    if mixed:
        raise pytest.UsageError(f"tests with and without `flushable` in one file: {', '.join(mixed)}")
    items.sort(key=lambda item: _turn(item, emptying=True in emptying[item.path]))


def _turn(item: pytest.Item, *, emptying: bool) -> tuple[bool, int]:
    """Long files first, so that no process works alone at the end: whole walks, and the largest of those that empty the database."""
    if emptying:
        return True, -item.path.stat().st_size
    return False, -int(any(folder in item.path.parts for folder in LONG))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: PT004
    """The norm book is kept once, before the first test, as a migrated installation keeps it with its first act."""
    with django_db_blocker.unblock():
        snapshots.keep(book())


@pytest.fixture(autouse=True)
def _snapshots_anew() -> None:
    """A test that empties the database takes the kept book away: nobody may rely on what an earlier test saw."""
    snapshots.forget()


@pytest.fixture(autouse=True)
def _passwords_only(settings: Any) -> None:
    """Administrators of tests log in with their password alone; tests/people/test_second_factor.py asks for more."""
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def cast(db: None) -> Cast:
    return build(SHEET)


@pytest.fixture
def bureau(cast: Cast) -> Bureau:
    return cast.bureau


def make_matter(bureau: Bureau, **changes: Any) -> Matter:
    power = PowerItem.objects.create(
        bureau=bureau,
        code=f"CF-{PowerItem.objects.count() + 1:03d}",
        name="对损坏城市道路设施的处罚",
        kind="penalty",
        basis="《城市道路管理条例》第四十二条",
        valid_from=date(2020, 1, 1),
    )
    values: dict[str, Any] = {
        "bureau": bureau,
        "power": power,
        "code": f"AY-{Matter.objects.count() + 1:03d}",
        "title": "擅自占用城市道路",
        "field": "市政",
        "violated": [{"law": "城市道路管理条例", "article": 27, "item": 1}],
        "basis": [{"law": "城市道路管理条例", "article": 42}],
        "kinds": ["warning", "fine"],
        "fines": [{"party": "any", "low": "0", "high": "20000"}],
        "elements": ["占用城市道路", "未经批准"],
        "valid_from": date(2020, 1, 1),
    }
    matter = Matter.objects.create(**{**values, **changes})
    for order, (name, low, high) in enumerate(
        (("轻微", 0, 6000), ("一般", 6000, 14000), ("严重", 14000, 20000)), 1
    ):
        Tier.objects.create(
            matter=matter,
            order=order,
            name=name,
            condition=f"{name}情形",
            low=low,
            high=high,
            document="测试裁量基准",
            published_on=date(2021, 1, 1),
        )
    return matter


def make_party(cast: Cast, **changes: Any) -> Party:
    values: dict[str, Any] = {
        "bureau": cast.bureau,
        "brigade": cast.brigade,
        "squad": cast.squads[0],
        "kind": Party.LEGAL_PERSON,
        "name": "演示市甲乙建筑工程有限公司",
        "credit_code": "91430581MA4TE8T00P",
        "representative": "王演示",
        "address": "示范路8号",
        "phone": "13800000000",
        "registered_at": datetime(2024, 1, 2, 9, tzinfo=CHINA),
    }
    return Party.objects.create(**{**values, **changes})


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    return make_matter(bureau)


@pytest.fixture
def party(cast: Cast) -> Party:
    return make_party(cast)


@pytest.fixture
def walk(cast: Cast, matter: Matter, party: Party) -> Walk:
    """A walk that starts on Monday 2024-05-06 at nine."""
    return Walk(cast=cast, now=datetime(2024, 5, 6, 9, tzinfo=CHINA), matter=matter, party=party)


@pytest.fixture
def make_walk(cast: Cast, matter: Matter, party: Party) -> Callable[..., Walk]:
    def make(**changes: Any) -> Walk:
        base = {"cast": cast, "now": datetime(2024, 5, 6, 9, tzinfo=CHINA), "matter": matter, "party": party}
        return Walk(**{**base, **changes})

    return make


@pytest.fixture
def flushable(transactional_db: None) -> Iterator[None]:
    """For tests with real transactions: the database is emptied afterwards, which the ledger's triggers forbid by design."""
    triggers.install(connection)
    yield
    triggers.remove(connection)
