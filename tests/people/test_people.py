"""Login, lock-out, sessions, password policy, and the acts of the three administrators."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengguan.base.dates import CHINA
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.people import acts
from chengguan.people.models import Credential, Officer, Post, Unit, User
from chengguan.people.selectors import actor_of, officer_cards
from chengguan.web.demonstration.cast import PASSWORD, Cast

AT = datetime(2024, 5, 6, 9, tzinfo=CHINA)
DAY = AT.date()


def login(client: Client, name: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post("/login/", {"username": name, "password": password}, **extra)


def test_login_and_logout(client: Client, cast: Cast) -> None:
    assert login(client, "t_handler1").status_code == 302
    assert client.get("/").status_code == 200
    assert client.post("/logout/").status_code == 302
    assert client.get("/").status_code == 302


def test_five_failures_lock_the_account_even_for_the_right_password(client: Client, cast: Cast) -> None:
    for _ in range(5):
        login(client, "t_handler1", "wrong")
    locked = login(client, "t_handler1")
    assert locked.status_code == 429 and "锁定" in locked.content.decode()
    assert login(Client(), "t_handler1", REMOTE_ADDR="10.0.0.9").status_code == 429


def test_five_failures_from_an_address_lock_the_address(client: Client, cast: Cast) -> None:
    for number in range(5):
        login(client, f"nobody{number}", "wrong", REMOTE_ADDR="10.0.0.7")
    assert login(client, "t_handler2", REMOTE_ADDR="10.0.0.7").status_code == 429
    assert login(Client(), "t_handler2", REMOTE_ADDR="10.0.0.8").status_code == 302


def test_a_session_without_use_ends(client: Client, cast: Cast) -> None:
    login(client, "t_handler1")
    client.get("/")
    session = client.session
    session["seen"] = int((timezone.now() - timedelta(minutes=31)).timestamp())
    session.save()
    assert client.get("/").status_code == 302


def test_initial_password_must_be_changed_and_meets_the_policy(client: Client, cast: Cast) -> None:
    admin = actor_of(cast.officers["system_admin"], DAY)
    done = acts.add_officer(actor=admin, at=AT, name="新来", unit=cast.squads[0])
    officer = Officer.objects.get(name="新来")
    assert Entry.objects.filter(chain=done.subject.chain_key).count() == 1
    password = acts.create_login(actor=admin, at=AT, officer=officer, username="newcomer").result
    assert login(client, "newcomer", password).status_code == 302
    assert client.get("/").headers["Location"] == "/account/password/"
    weak = client.post(
        "/account/password/", {"old": password, "new": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"}
    )
    assert weak.status_code == 422 and "至少" in weak.content.decode()
    good = client.post(
        "/account/password/", {"old": password, "new": "Chengguan-2024!", "again": "Chengguan-2024!"}
    )
    assert good.status_code == 302
    assert login(Client(), "newcomer", "Chengguan-2024!").status_code == 302


def refused(perform: Any, **inputs: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        perform(at=AT, **inputs)
    return [finding.id for finding in refusal.value.verdict.unmet]


def test_the_security_administrator_grants_but_not_to_himself(cast: Cast) -> None:
    security = actor_of(cast.officers["security_admin"], DAY)
    handler = cast.handlers[0]
    acts.grant_post(actor=security, at=AT, officer=handler, role="squad_leader", begins_on=DAY)
    assert "squad_leader" in actor_of(handler, DAY).roles
    own = refused(
        acts.grant_post,
        actor=security,
        officer=cast.officers["security_admin"],
        role="system_admin",
        begins_on=DAY,
    )
    assert {"not_to_oneself", "administrators_separate"} <= set(own)


def test_the_three_administrators_stay_three_and_out_of_cases(cast: Cast) -> None:
    security = actor_of(cast.officers["security_admin"], DAY)
    both = refused(
        acts.grant_post,
        actor=security,
        officer=cast.officers["audit_admin"],
        role="system_admin",
        begins_on=DAY,
    )
    assert both == ["administrators_separate"]
    case = refused(
        acts.grant_post, actor=security, officer=cast.officers["audit_admin"], role="handler", begins_on=DAY
    )
    assert case == ["administrator_not_in_cases"]


def test_auxiliary_staff_get_neither_credential_nor_enforcing_post(cast: Cast) -> None:
    helper = Officer.objects.create(bureau=cast.bureau, unit=cast.squads[0], name="协管", auxiliary=True)
    security, system = (actor_of(cast.officers[name], DAY) for name in ("security_admin", "system_admin"))
    assert refused(acts.grant_post, actor=security, officer=helper, role="handler", begins_on=DAY) == [
        "holder_may_enforce"
    ]
    inputs = {"kind": Credential.ENFORCEMENT, "number": "X1", "valid_from": DAY, "valid_to": date(2025, 1, 1)}
    assert refused(acts.issue_credential, actor=system, officer=helper, **inputs) == ["holder_may_enforce"]


def test_a_revoked_credential_no_longer_counts(cast: Cast) -> None:
    system = actor_of(cast.officers["system_admin"], DAY)
    officer = cast.handlers[0]
    card = officer.credentials.get()
    acts.revoke_credential(
        actor=system, at=AT, officer=officer, credential=card, revoked_on=DAY, reason="遗失"
    )
    assert officer_cards([officer.pk], DAY)[0].credential_valid is False
    assert officer_cards([officer.pk], DAY - timedelta(days=1))[0].credential_valid is True


def test_suspension_takes_the_power_to_act(cast: Cast) -> None:
    system = actor_of(cast.officers["system_admin"], DAY)
    acts.suspend_officer(actor=system, at=AT, officer=cast.handlers[0], suspended=True, reason="监督决定")
    assert actor_of(cast.handlers[0], DAY).credential_valid is False


def test_a_post_can_be_ended(cast: Cast) -> None:
    security = actor_of(cast.officers["security_admin"], DAY)
    post = Post.objects.get(officer=cast.handlers[0])
    acts.end_post(actor=security, at=AT, officer=cast.handlers[0], post=post, ends_on=DAY, reason="调离")
    assert actor_of(cast.handlers[0], DAY + timedelta(days=1)).roles == frozenset()


def test_unlocking_and_resetting(client: Client, cast: Cast) -> None:
    security = actor_of(cast.officers["security_admin"], DAY)
    for _ in range(5):
        login(client, "t_handler1", "wrong", REMOTE_ADDR="10.0.0.5")
    acts.unlock_login(actor=security, at=AT, officer=cast.handlers[0], reason="本人到场核实")
    assert login(Client(), "t_handler1", REMOTE_ADDR="10.0.0.6").status_code == 302
    password = acts.reset_password(actor=security, at=AT, officer=cast.handlers[0], reason="遗忘").result
    assert User.objects.get(username="t_handler1").check_password(password)
    acts.disable_login(actor=security, at=AT, officer=cast.handlers[0], reason="离职")
    assert login(Client(), "t_handler1", password, REMOTE_ADDR="10.0.0.6").status_code == 200


def test_administration_through_the_pages(client: Client, cast: Cast) -> None:
    client.force_login(cast.officers["system_admin"].user)
    assert "机构人员" in client.get("/people/").content.decode()
    answer = client.post(
        "/people/edit/people.add_unit/", {"name": "执法三中队", "kind": "squad", "parent": cast.brigade.pk}
    )
    assert answer.status_code == 302 and Unit.objects.filter(name="执法三中队").exists()
    again = client.post(
        "/people/edit/people.add_unit/", {"name": "执法三中队", "kind": "squad", "parent": cast.brigade.pk}
    )
    page = again.content.decode()
    assert again.status_code == 409 and "单位名称没有重复" in page and 'value="执法三中队"' in page
    assert client.get(f"/people/grant/people.grant_post/{cast.handlers[0].pk}/").status_code == 403


def test_a_new_password_is_shown_once_and_not_kept(client: Client, cast: Cast) -> None:
    client.force_login(cast.officers["security_admin"].user)
    answer = client.post(f"/people/grant/people.reset_password/{cast.handlers[0].pk}/", {"reason": "遗忘"})
    shown = re.search(r"<code>(Cg-[^<]+)</code>", answer.content.decode())
    assert shown and not Entry.objects.filter(body__contains=shown.group(1)).exists()
