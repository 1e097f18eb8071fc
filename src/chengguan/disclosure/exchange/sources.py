"""双公示数据项的来源: each value of the national rows, the fact it is read from, and the acts that make the fact. None is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chengguan.disclosure.models import Publication
from chengguan.disclosure.sources import ORGANISATION, SOURCES, Material
from chengguan.parties.models import Party

ABSENT, FIXED = "absent", "fixed"
PERMIT_KINDS: Final = frozenset({"suspend_permit", "revoke_permit", "lower_qualification"})
CONFISCATING: Final = frozenset({"confiscate_gains", "confiscate_property"})


@dataclass(frozen=True)
class Ground:
    """What a row is compiled from: the publication, and the decision and the party behind it."""

    publication: Publication
    material: Material

    @property
    def party_kind(self) -> str:
        """organisation, sole_trader or individual, as the national format distinguishes what is required."""
        party = self.material.party
        if party is None or party.is_organisation:
            return ORGANISATION
        return "sole_trader" if party.kind == Party.SOLE_TRADER else "individual"

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of penalty that were decided."""
        return tuple(self.material.case.known.get("decision_kinds") or ())

    def has(self, when: str) -> bool:
        """Whether the decision holds a penalty for which a value is asked."""
        kinds = set(self.kinds)
        wanted = {"fine": {"fine"}, "confiscated": CONFISCATING, "permit": PERMIT_KINDS}[when]
        return bool(kinds & wanted)


@dataclass(frozen=True)
class Source:
    """来源: what it is called, from which acts (or register) it comes, how it is read. `waits`: the part that will make it."""

    title: str
    read: Callable[[Ground], Any]
    acts: tuple[str, ...] = ()
    register: str = ""
    waits: str = ""


def _party(name: str) -> Callable[[Ground], str]:
    return lambda ground: str(getattr(ground.material.party, name, "") or "").strip()


def _shared(name: str) -> Callable[[Ground], str]:
    return lambda ground: SOURCES[name](ground.material)


def _public(name: str, otherwise: str) -> Callable[[Ground], str]:
    """A text as the public sees it, so that what the policy hides does not leave by another door."""

    def read(ground: Ground) -> str:
        for field in ground.publication.fields:
            if field.get("id") == name:
                return str(field.get("value") or "")
        return SOURCES[otherwise](ground.material)

    return read


def _id_type(ground: Ground) -> str:
    individual = ground.party_kind == "individual"
    return "citizen_id" if individual and ground.material.party and ground.material.party.id_number else ""


def _id_number(ground: Ground) -> str:
    return _party("id_number")(ground) if ground.party_kind == "individual" else ""


def _credit_code(ground: Ground) -> str:
    return _party("credit_code")(ground) if ground.party_kind != "individual" else ""


def _representative(ground: Ground) -> str:
    return _party("representative")(ground) if ground.party_kind != "individual" else ""


def _permit(ground: Ground) -> str:
    """What the decision says of the permit that it takes away."""
    return ground.material.corrected(ground.material.act.get("performance")) if ground.has("permit") else ""


def _nothing(ground: Ground) -> str:
    return ""


def _decided_on(ground: Ground) -> date | None:
    return ground.material.case.decided_on or ground.publication.decided_on


PARTY_ACTS: Final = ("party.register", "party.amend", "case.identify_party")
DECIDING: Final = ("case.decide",)
PREPARING: Final = ("publication.prepare", "publication.correct")
NATIONAL: Final[Mapping[str, Source]] = {
    "party.name": Source("当事人名称", _party("name"), PARTY_ACTS),
    "party.kind": Source("当事人类别", _party("kind"), PARTY_ACTS),
    "party.credit_code": Source("统一社会信用代码", _credit_code, PARTY_ACTS),
    "party.representative": Source("法定代表人、经营者、负责人", _representative, PARTY_ACTS),
    "party.id_type": Source("证件类型", _id_type, PARTY_ACTS),
    "party.id_number": Source("公民身份号码", _id_number, PARTY_ACTS),
    "decision.number": Source("决定书文号", _shared("decision.number"), DECIDING),
    "decision.kinds": Source("决定的处罚种类", lambda ground: ground.kinds, DECIDING),
    "decision.fine": Source("决定的罚款", _shared("decision.fine"), DECIDING),
    "decision.confiscated": Source("决定的没收金额", _shared("decision.confiscated"), DECIDING),
    "decision.permit": Source("决定书写明的证照", _permit, DECIDING),
    "decision.decided_on": Source("决定日期", _decided_on, DECIDING),
    "public.facts": Source("违法事实（公示文本）", _public("facts", "decision.facts"), (*DECIDING, *PREPARING)),
    "public.content": Source("处罚内容（公示文本）", _public("content", "decision.content"), (*DECIDING, *PREPARING)),
    "matter.title": Source("案由", lambda ground: ground.material.case.matter.title, ("powers.import_list", "case.file")),
    "matter.basis": Source("处罚依据", _shared("matter.basis"), ("powers.import_list", *DECIDING)),
    "publication.shown_until": Source("最长公示期满日", lambda ground: ground.publication.shown_until, ("publication.prepare",)),
    "bureau.name": Source("机关名称", lambda ground: ground.material.bureau.name, register="机关资料"),
    "bureau.credit_code": Source(
        "机关统一社会信用代码", lambda ground: ground.material.bureau.credit_code, ("channel.register", "channel.change")
    ),
    FIXED: Source("数据标准规定的固定值", _nothing, register="规范"),
    ABSENT: Source("平台不登记，留空", _nothing, register="不报送"),
    **{
        f"permit.{name}": Source(title, _nothing, waits="行政许可办理")
        for name, title in (
            ("paper", "许可决定文书名称"), ("number", "许可决定文书号"), ("kind", "许可类别"), ("certificate", "许可证书"),
            ("certificate_number", "许可证书编号"), ("content", "许可内容"), ("decided_on", "许可决定日期"),
            ("valid_from", "有效期自"), ("valid_to", "有效期至"), ("state", "当前状态"),
        )
    },
}  # fmt: skip
