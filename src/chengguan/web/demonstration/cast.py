"""The invented cast of a demonstration bureau. Every person and enterprise here is made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from chengguan.people.models import Bureau, Credential, Officer, Post, Unit, User

PASSWORD: Final = "Demo-2026-chengguan"
CREDENTIALS_FROM: Final = date(2022, 1, 1)
CREDENTIALS_TO: Final = date(2031, 12, 31)


@dataclass
class Cast:
    """The people of one bureau by post; `handlers` are in squad order (two pairs per squad)."""

    bureau: Bureau
    brigade: Unit
    squads: list[Unit]
    officers: dict[str, Officer] = field(default_factory=dict)
    handlers: list[Officer] = field(default_factory=list)

    def pair(self, squad: int = 0) -> tuple[Officer, Officer]:
        """Two officers of one squad: lead and assisting."""
        members = [
            officer
            for officer in self.handlers
            if officer.unit_id == self.squads[squad % len(self.squads)].pk
        ]
        return members[0], members[1]


@dataclass(frozen=True)
class Sheet:
    """What a demonstration bureau is: the public facts of the organ, and the prefix of its invented logins."""

    code: str
    name: str
    short: str
    jurisdiction: str
    region: str
    government: str
    court: str
    prefix: str
    people: tuple[str, ...]


POSTS: Final = (
    ("organ_head", "局长"),
    ("deputy_head", "分管领导"),
    ("brigade_leader", "大队长"),
    ("legal_reviewer", "法制员"),
    ("finance", "财务"),
    ("archivist", "档案员"),
    ("window_clerk", "窗口"),
    ("system_admin", "系统管理员"),
    ("security_admin", "安全管理员"),
    ("audit_admin", "审计管理员"),
)


def build(sheet: Sheet) -> Cast:
    """Make bureau, brigade, two squads, fourteen officers and administrators with posts, credentials and logins."""
    bureau = Bureau.objects.create(
        code=sheet.code,
        name=sheet.name,
        short=sheet.short,
        jurisdiction=sheet.jurisdiction,
        region=sheet.region,
        government=sheet.government,
        court=sheet.court,
        address=f"{sheet.region}示范路1号（演示地址）",
        phone="0000-0000000（演示）",
        bank="演示银行代收点",
        bank_account="0000 0000 0000 0000",
        is_demo=True,
    )
    brigade = Unit.objects.create(bureau=bureau, kind=Unit.BRIGADE, name="综合行政执法大队")
    squads = [
        Unit.objects.create(bureau=bureau, kind=Unit.SQUAD, parent=brigade, name=name)
        for name in ("执法一中队", "执法二中队")
    ]
    office = Unit.objects.create(bureau=bureau, kind=Unit.OFFICE, name="法制与综合科")
    cast = Cast(bureau, brigade, squads)
    names = iter(sheet.people)
    for number, (role, _) in enumerate(POSTS):
        unit = brigade if role == "brigade_leader" else office
        cast.officers[role] = _officer(cast, unit, next(names), role, f"{sheet.prefix}{role}", number)
    for place, squad in enumerate(squads):
        leader = _officer(
            cast, squad, next(names), "squad_leader", f"{sheet.prefix}squad{place + 1}", 20 + place
        )
        cast.officers[f"squad_leader_{place}"] = leader
        for seat in range(4):
            login = f"{sheet.prefix}handler{place * 4 + seat + 1}"
            cast.handlers.append(_officer(cast, squad, next(names), "handler", login, 30 + place * 4 + seat))
    cast.officers["squad_leader"] = cast.officers["squad_leader_0"]
    return cast


def _officer(cast: Cast, unit: Unit, name: str, role: str, login: str, number: int) -> Officer:
    officer = Officer.objects.create(bureau=cast.bureau, unit=unit, name=name)
    delegation = f"{cast.bureau.short}授〔2024〕1号：行政处罚案件审批" if role == "deputy_head" else ""
    Post.objects.create(
        officer=officer, role=role, unit=unit, begins_on=CREDENTIALS_FROM, delegation=delegation
    )
    if not role.endswith("_admin"):
        _credential(officer, Credential.ENFORCEMENT, f"{cast.bureau.code}{number:04d}")
    if role == "legal_reviewer":
        _credential(officer, Credential.LEGAL, f"A{cast.bureau.code}{number:06d}")
    user = User(username=login, officer=officer)
    user.password = _password_hash()
    user.save()
    return officer


def _credential(officer: Officer, kind: str, number: str) -> None:
    Credential.objects.create(
        officer=officer, kind=kind, number=number, valid_from=CREDENTIALS_FROM, valid_to=CREDENTIALS_TO
    )


_HASH: list[str] = []


def _password_hash() -> str:
    """One Argon2 hash for all demonstration logins, made once."""
    if not _HASH:
        from django.contrib.auth.hashers import make_password

        _HASH.append(make_password(PASSWORD))
    return _HASH[0]
