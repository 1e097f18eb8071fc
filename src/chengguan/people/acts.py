"""Acts of administration: units, officers, credentials (系统管理员); posts and logins (安全管理员). Each is on the record."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from axes.utils import reset

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act

from . import staff_facts as facts
from .models import Credential, Officer, Post, StaffChange, Unit, User
from .second_factor import remove


def _changed(
    actor: Viewer,
    at: datetime,
    what: str,
    *,
    officer: Officer | None = None,
    unit: Unit | None = None,
    **data: Any,
) -> Done:
    change = StaffChange.objects.create(
        bureau_id=actor.bureau_id, officer=officer, unit=unit, what=what, made_at=at
    )
    who = {"officer": officer.name, "officer_id": officer.pk} if officer else {}
    return Done(change, data={**who, **data})


@act("people.add_unit", facts=facts.adding_unit)
def add_unit(*, actor: Viewer, at: datetime, name: str, kind: str, parent: Unit | None = None) -> Done:
    """设立单位 (大队、中队、科室)."""
    unit = Unit.objects.create(bureau_id=actor.bureau_id, name=name.strip(), kind=kind, parent=parent)
    return _changed(actor, at, "设立单位", unit=unit, name=unit.name, kind=kind)


@act("people.add_officer", facts=facts.adding_officer)
def add_officer(
    *, actor: Viewer, at: datetime, name: str, unit: Unit, phone: str = "", auxiliary: bool = False
) -> Done:
    """登记人员 (行政处罚法 第四十二条): auxiliary staff are marked as such from the first day."""
    officer = Officer.objects.create(
        bureau_id=actor.bureau_id, unit=unit, name=name.strip(), phone=phone, auxiliary=auxiliary
    )
    return _changed(actor, at, "登记人员", officer=officer, unit=unit, auxiliary=auxiliary)


@act("people.move_officer", facts=facts.moving_officer)
def move_officer(*, actor: Viewer, at: datetime, officer: Officer, unit: Unit, reason: str) -> Done:
    """调动人员 to another unit."""
    before = officer.unit.name
    officer.unit = unit
    officer.save(update_fields=["unit"])
    return _changed(
        actor, at, "调动人员", officer=officer, unit=unit, before=before, after=unit.name, reason=reason
    )


@act("people.suspend_officer", facts=facts.suspending)
def suspend_officer(*, actor: Viewer, at: datetime, officer: Officer, suspended: bool, reason: str) -> Done:
    """暂停或恢复执法: a suspended officer performs no act (行政执法监督条例 第三十二条)."""
    officer.suspended = suspended
    officer.save(update_fields=["suspended"])
    return _changed(actor, at, "暂停执法" if suspended else "恢复执法", officer=officer, reason=reason)


@act("people.issue_credential", facts=facts.issuing_credential)
def issue_credential(
    *, actor: Viewer, at: datetime, officer: Officer, kind: str, number: str, valid_from: date, valid_to: date
) -> Done:
    """登记证件 (行政处罚法 第四十二条、第五十五条): enforcement credential or legal qualification with its validity."""
    card = Credential.objects.create(
        officer=officer, kind=kind, number=number.strip(), valid_from=valid_from, valid_to=valid_to
    )
    return _changed(
        actor,
        at,
        "登记证件",
        officer=officer,
        kind=kind,
        number=card.number,
        valid_from=valid_from,
        valid_to=valid_to,
    )


@act("people.revoke_credential", facts=facts.revoking_credential)
def revoke_credential(
    *, actor: Viewer, at: datetime, officer: Officer, credential: Credential, revoked_on: date, reason: str
) -> Done:
    """注销证件: from that day the holder performs no act that needs it."""
    credential.revoked_on = revoked_on
    credential.save(update_fields=["revoked_on"])
    return _changed(
        actor, at, "注销证件", officer=officer, number=credential.number, revoked_on=revoked_on, reason=reason
    )


@act("people.grant_post", facts=facts.granting)
def grant_post(
    *,
    actor: Viewer,
    at: datetime,
    officer: Officer,
    role: str,
    begins_on: date,
    unit: Unit | None = None,
    ends_on: date | None = None,
    delegation: str = "",
) -> Done:
    """授予岗位: by the security administrator, never to himself; the three administrators stay three (GB/T 22239-2019)."""
    Post.objects.create(
        officer=officer,
        role=role,
        unit=unit or officer.unit,
        begins_on=begins_on,
        ends_on=ends_on,
        delegation=delegation,
    )
    return _changed(
        actor,
        at,
        "授予岗位",
        officer=officer,
        role=role,
        begins_on=begins_on,
        ends_on=ends_on,
        delegation=delegation,
    )


@act("people.end_post", facts=facts.ending)
def end_post(
    *, actor: Viewer, at: datetime, officer: Officer, post: Post, ends_on: date, reason: str
) -> Done:
    """终止岗位."""
    post.ends_on = ends_on
    post.save(update_fields=["ends_on"])
    return _changed(actor, at, "终止岗位", officer=officer, role=post.role, ends_on=ends_on, reason=reason)


@act("people.create_login", facts=facts.opening_login)
def create_login(*, actor: Viewer, at: datetime, officer: Officer, username: str) -> Done:
    """开立账号 with an initial password that is shown once and must be changed. Result: the password."""
    password = new_password()
    User.objects.create_user(username.strip(), password, officer, must_change_password=True)
    done = _changed(actor, at, "开立账号", officer=officer, username=username.strip())
    done.result = password
    return done


@act("people.reset_password", facts=facts.on_login)
def reset_password(*, actor: Viewer, at: datetime, officer: Officer, reason: str) -> Done:
    """重置密码; open sessions of the login end. Result: the new password, shown once."""
    user = User.objects.get(officer=officer)
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    done = _changed(actor, at, "重置密码", officer=officer, username=user.username, reason=reason)
    done.result = password
    return done


@act("people.unlock_login", facts=facts.on_login)
def unlock_login(*, actor: Viewer, at: datetime, officer: Officer, reason: str) -> Done:
    """解除锁定 after too many failed logins."""
    user = User.objects.get(officer=officer)
    reset(username=user.username)
    return _changed(actor, at, "解除锁定", officer=officer, username=user.username, reason=reason)


@act("people.disable_login", facts=facts.on_login)
def disable_login(*, actor: Viewer, at: datetime, officer: Officer, reason: str) -> Done:
    """停用账号; open sessions end at once."""
    user = User.objects.get(officer=officer)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return _changed(actor, at, "停用账号", officer=officer, username=user.username, reason=reason)


@act("people.reset_second_factor", facts=facts.on_second_factor)
def reset_second_factor(*, actor: Viewer, at: datetime, officer: Officer, reason: str) -> Done:
    """解除双因素 after a lost phone: the next login asks for the password only, and posts that need a second factor set up a new one."""
    user = User.objects.get(officer=officer)
    remove(user)
    return _changed(actor, at, "解除双因素", officer=officer, username=user.username, reason=reason)


def change_own_password(user: User, password: str, at: datetime) -> None:
    """修改自己的密码 (checked by the form against the password policy)."""
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_on = local_date(at)
    user.save()


def new_password() -> str:
    """A random initial password that satisfies the policy."""
    return f"Cg-{secrets.token_hex(2)}-{secrets.token_urlsafe(9)}7"
