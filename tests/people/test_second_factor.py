"""双因素登录: set up, asked for at the next login, a code counts once, five wrong ones lock, an administrator takes it away."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client
from django.utils import timezone

from chengguan.ledger.acting import Refused
from chengguan.people import acts, second_factor
from chengguan.people.models import Officer, SecondFactor, User
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import PASSWORD, Cast

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def code_of(key: str, at: datetime) -> str:
    """What an authenticator shows."""
    raw = base64.b32decode(key.replace(" ", ""))
    return TOTP(raw, 6, SHA1(), 30).generate(int(at.timestamp())).decode()


@pytest.fixture
def admin(cast: Cast) -> User:
    return User.objects.get(officer=cast.officers["security_admin"])


@pytest.fixture
def travelling() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def enabled(user: User, at: datetime = NOW) -> tuple[str, list[str]]:
    key = second_factor.key_text(second_factor.begin(user))
    codes = second_factor.confirm(user, code_of(key, at), at)
    assert codes is not None
    return key, codes


def test_a_code_opens_once_and_recovery_codes_once(admin: User) -> None:
    key, codes = enabled(admin)
    assert not second_factor.passes(admin, code_of(key, NOW), NOW), "the code of the setting-up is used up"
    later = NOW + timedelta(seconds=30)
    assert second_factor.passes(admin, code_of(key, later), later)
    assert not second_factor.passes(admin, code_of(key, later), later)
    assert second_factor.passes(admin, codes[0].upper(), later)
    assert not second_factor.passes(admin, codes[0], later)


def test_the_key_is_not_readable_in_the_database(admin: User) -> None:
    key, codes = enabled(admin)
    row = SecondFactor.objects.values_list("secret", "recovery").get()
    assert key.replace(" ", "") not in str(row) and not any(code in str(row) for code in codes)


def test_five_wrong_codes_lock_for_half_an_hour(admin: User) -> None:
    key, _ = enabled(admin)
    for _ in range(5):
        assert not second_factor.passes(admin, "000000", NOW)
    soon, after = NOW + timedelta(minutes=5), NOW + timedelta(minutes=31)
    assert not second_factor.passes(admin, code_of(key, soon), soon)
    assert second_factor.passes(admin, code_of(key, after), after)


def test_login_asks_for_the_code_and_remembers_where_to_go(
    cast: Cast, admin: User, client: Client, travelling: time_machine.Coordinates
) -> None:
    key, _ = enabled(admin)
    travelling.move_to(NOW + timedelta(minutes=2))
    first = client.post("/login/?next=/account/", {"username": admin.username, "password": PASSWORD})
    assert first["Location"] == "/login/code/" and "_auth_user_id" not in client.session
    assert client.get("/account/")["Location"].startswith("/login/"), "half a login opens nothing"
    wrong = client.post("/login/code/", {"code": "123"})
    assert wrong.status_code == 422 and "验证码不对" in wrong.content.decode()
    right = client.post("/login/code/", {"code": code_of(key, NOW + timedelta(minutes=2))})
    assert right["Location"] == "/account/" and client.get("/account/").status_code == 200


def test_the_second_step_cannot_be_opened_alone_or_late(
    admin: User, client: Client, travelling: time_machine.Coordinates
) -> None:
    assert client.get("/login/code/")["Location"] == "/login/"
    key, _ = enabled(admin)
    travelling.move_to(NOW + timedelta(minutes=2))
    client.post("/login/", {"username": admin.username, "password": PASSWORD})
    late = NOW + timedelta(minutes=8)
    travelling.move_to(late)
    assert client.post("/login/code/", {"code": code_of(key, late)})["Location"] == "/login/"


def test_administrators_set_it_up_before_anything_else(admin: User, client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["security_admin"]
    client.force_login(admin)
    assert client.get("/people/")["Location"] == "/account/second-factor/"
    page = client.get("/account/second-factor/")
    assert "请先启用双因素登录" in page.content.decode() and "<svg" in page.content.decode()
    key = page.context["key"]
    bad = client.post("/account/second-factor/", {"code": "12"})
    assert bad.status_code == 422 and bad.context["key"] == key, "a wrong code does not change the key"
    done = client.post("/account/second-factor/", {"code": code_of(key, timezone.now())})
    assert "恢复码" in done.content.decode() and client.get("/account/").status_code == 200


def test_only_the_other_security_administrator_takes_it_away(cast: Cast, admin: User) -> None:
    officer: Officer = cast.handlers[0]
    actor = actor_of(cast.officers["security_admin"], NOW.date())
    user = User.objects.get(officer=officer)
    with pytest.raises(Refused, match="已经启用双因素登录"):
        acts.reset_second_factor(actor=actor, at=NOW, officer=officer, reason="手机丢失")
    enabled(user)
    acts.reset_second_factor(actor=actor, at=NOW, officer=officer, reason="手机丢失")
    assert second_factor.in_force(user) is None
    enabled(admin)
    with pytest.raises(Refused, match="不为自己办理"):
        acts.reset_second_factor(
            actor=actor, at=NOW, officer=cast.officers["security_admin"], reason="手机丢失"
        )
