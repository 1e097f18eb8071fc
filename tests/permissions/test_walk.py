"""Every URL, for every role: the answer is a subset of what the gate allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PUBLIC
from chengguan.base.permissions import PAGES, ROLES
from chengguan.cases.models import Case
from chengguan.documents.models import Instrument
from chengguan.intake.models import Lead
from chengguan.people.models import Officer, Post
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

# Views that are Django's own or public by their nature; everything else is a page.
OPEN_TO_ALL = {"login", "logout", "document.verify"}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


PATTERNS = list(patterns())


def test_every_view_is_a_page_with_a_known_permission() -> None:
    for route, pattern in PATTERNS:
        permission = getattr(pattern.callback, "permission", None)
        if pattern.name in OPEN_TO_ALL:
            continue
        assert permission is not None, f"{route} is not a page"
        assert permission == PUBLIC or permission in PAGES, f"{route}: {permission} is in no role's table"


def officer_with(cast: Cast, role: str) -> Officer:
    if role in cast.officers:
        return cast.officers[role]
    return cast.handlers[0] if role == "handler" else cast.officers["squad_leader"]


@pytest.fixture
def rows(walk: Walk) -> dict[str, Any]:
    """One lead and one case of squad one, built through acts."""
    from chengguan.web.demonstration.investigation_steps import file, register_lead, verify_lead

    for step in (register_lead, verify_lead, file):
        step(walk)
    return {"walk": walk, "cast": walk.cast}


def address(route: str, walk: Walk) -> str | None:
    """A URL of the route on the walk's own rows, or None when the route needs something else."""
    case, lead = walk.subject_case, Lead.objects.get()
    instrument = Instrument.objects.filter(subject_key=case.chain_key).first()
    path = "/" + route
    if "<uuid:pk>" in path:
        owner: Any = lead if path.startswith("/leads/") else case if path.startswith("/cases/") else None
        if path.startswith("/documents/"):
            owner = instrument
        if path.startswith("/parties/"):
            owner = case.party
        if owner is None:
            return None
        path = path.replace("<uuid:pk>", str(owner.pk))
    path = path.replace("<str:kind>", "case.file" if "/leads/" in path else "case.make_site_record")
    path = path.replace("<str:measure_id>", "fines")
    return None if "<" in path else path


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_gets_what_its_table_says_and_no_more(role: str, rows: dict[str, Any]) -> None:
    walk: Walk = rows["walk"]
    officer = officer_with(walk.cast, role)
    viewer = actor_of(officer, local_date(timezone.now()))
    client = Client()
    client.force_login(officer.user)
    for route, pattern in PATTERNS:
        permission = getattr(pattern.callback, "permission", PUBLIC)
        path = address(route, walk)
        if path is None or permission == PUBLIC or pattern.name in OPEN_TO_ALL:
            continue
        status = client.get(path).status_code
        if not viewer.may(permission):
            assert status in (403, 405), f"{role} {path}: {status}"
            continue
        assert status in (200, 302, 400, 404, 405), f"{role} {path}: {status}"
        if path.startswith(("/cases/0", "/leads/0")) and "/acts/" not in path:
            visible = (
                Case.objects.visible_to(viewer).exists()
                if "/cases/" in path
                else Lead.objects.visible_to(viewer).exists()
            )
            assert (status == 404) == (not visible), f"{role} {path}: {status}"


@pytest.mark.django_db
def test_another_squad_and_another_bureau_know_nothing_of_the_case(rows: dict[str, Any]) -> None:
    walk: Walk = rows["walk"]
    outsider = walk.cast.handlers[-1]
    assert outsider.unit_id != walk.cast.squads[0].pk
    client = Client()
    client.force_login(outsider.user)
    for route, pattern in PATTERNS:
        path = address(route, walk)
        if path is None or not path.startswith(("/cases/0", "/leads/0", "/documents/0", "/parties/0")):
            continue
        if getattr(pattern.callback, "permission", PUBLIC) == PUBLIC:
            continue
        assert client.get(path).status_code in (403, 404, 405), path
        assert client.post(path, {}).status_code in (403, 404, 405), path
    board = client.get("/cases/").content.decode()
    assert walk.subject_case.number not in board
    assert (
        walk.subject_case.number
        not in client.get("/search/", {"q": walk.subject_case.cause}).content.decode()
    )


@pytest.mark.django_db
def test_without_login_every_page_leads_to_the_login(rows: dict[str, Any]) -> None:
    client = Client()
    for route, pattern in PATTERNS:
        path = address(route, rows["walk"])
        if path is None or getattr(pattern.callback, "permission", PUBLIC) == PUBLIC:
            continue
        answer = client.get(path)
        assert answer.status_code in (302, 405), f"{path}: {answer.status_code}"
        if answer.status_code == 302:
            assert answer["Location"].startswith("/login/")


@pytest.mark.django_db
def test_a_post_that_has_ended_opens_nothing(rows: dict[str, Any]) -> None:
    officer = rows["walk"].pair[0]
    Post.objects.filter(officer=officer).update(ends_on="2023-01-01")
    client = Client()
    client.force_login(officer.user)
    assert client.get("/cases/").status_code == 403
