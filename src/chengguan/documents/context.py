"""文书要素: the standard facts from which every instrument is written, as typed dictionaries.

A slice author passes to `issuing.issue(kind, context={...})` a plain dictionary with these top-level keys. Every value is
what JSON can hold: dates and moments as ISO text (or `date`/`datetime`, which are turned into it), money as decimal text
or `Decimal`. The templates in `norms/**/instruments/*.yaml` see the same names.

===============  =====================  =================================================================================
key              type                   what it holds
===============  =====================  =================================================================================
``bureau``       `BureauFacts`          the organ; filled in by `issue` from `people.Bureau` where the caller gives none
``case``         `CaseFacts`            the case: number, cause, dates, place, origin, summary
``party``        `PartyFacts`           当事人: what identifies the person or organisation
``officers``     list[`OfficerFacts`]   the enforcement officers of this instrument, lead officer first
``matter``       `MatterFacts`          违法行为事项: the provisions violated and the penalty basis
``act``          dict[str, Any]         the inputs of this very act; each YAML lists the keys it reads under
                                        ``requires`` and ``takes`` (a key that is not listed there does not load)
``approvals``    list[`ApprovalFacts`]  what each tier of approval said, in order
``evidence``     list[`EvidenceFacts`]  the evidence and what each piece proves
``instrument``   `InstrumentFacts`      written by `issue` itself: number, date, title (never given by the caller)
``demo``         bool                   demonstration data: the pages carry the mark 演示数据
===============  =====================  =================================================================================

Optional keys may be absent, None or blank. A template asks ``{% if party.phone is given %}``; an absent fact that is
printed without asking stops the issue with `InstrumentIncomplete`, it never prints as an empty string.
"""

from __future__ import annotations

from typing import Any, Final, NotRequired, TypedDict, get_type_hints


class BureauFacts(TypedDict):
    """执法机关."""

    name: str  # 机关全称
    short: str  # 机关代字, e.g. 武城管
    code: NotRequired[str]  # 机关代码
    region: str  # 行政区域, e.g. 湖南省武冈市
    address: str
    phone: str
    government: str  # 本级人民政府 (复议机关)
    court: str  # 有管辖权的人民法院
    bank: str  # 代收罚款银行
    bank_account: str  # 罚没款专户账号
    bank_account_name: NotRequired[str]  # 户名; absent = bureau name


class CaseFacts(TypedDict):
    """案件."""

    number: str  # 案号
    cause: str  # 案由
    filed_on: NotRequired[str]  # 立案日期
    occurred_on: NotRequired[str]  # 违法行为发生日期
    discovered_on: NotRequired[str]  # 发现日期
    place: NotRequired[str]  # 违法行为发生地
    origin: NotRequired[str]  # 案件来源 (words)
    summary: NotRequired[str]  # 简要案情
    procedure: NotRequired[str]  # 适用程序 (words)


class PartyFacts(TypedDict):
    """当事人."""

    kind: str  # individual | sole_trader | legal_person | other_organisation
    kind_title: str  # 自然人、个体工商户、法人、其他组织
    name: str
    id_title: str  # 公民身份号码 / 统一社会信用代码
    id_number: str
    representative: NotRequired[str]  # 法定代表人、负责人、经营者
    representative_title: NotRequired[str]  # which of these words; absent = 法定代表人（负责人）
    address: NotRequired[str]
    phone: NotRequired[str]
    gender: NotRequired[str]
    born_on: NotRequired[str]
    occupation: NotRequired[str]


class OfficerFacts(TypedDict):
    """执法人员."""

    name: str
    credential: str  # 执法证号
    role: NotRequired[str]  # 主办 / 协办 / 记录人 / words


class CitationFacts(TypedDict):
    """引用的条文; may be given as text instead (《…条例》第十四条)."""

    law: str
    article: NotRequired[int]
    paragraph: NotRequired[int]
    item: NotRequired[int]
    part: NotRequired[str]


class MatterFacts(TypedDict):
    """违法行为事项. `violated` and `basis` are text, one citation, or a list of either."""

    title: str  # 违法行为名称 (案由)
    violated: str | CitationFacts | list[str | CitationFacts]  # 违反的规定
    basis: str | CitationFacts | list[str | CitationFacts]  # 处罚依据
    violated_text: NotRequired[str]  # wording of the provision, where the bureau has imported it
    basis_text: NotRequired[str]
    power_basis: NotRequired[str | CitationFacts | list[str | CitationFacts]]  # 职权依据
    code: NotRequired[str]  # 权力事项编码


class ApprovalFacts(TypedDict):
    """审批意见 of one tier. `tier` is the role identifier (squad_leader, legal_reviewer, organ_head …) or proposer."""

    tier: str
    title: NotRequired[str]  # heading of its row; absent = from the block's `tiers`
    name: str
    opinion: str
    on: str


class EvidenceFacts(TypedDict):
    """证据 (行政处罚法 第四十六条)."""

    name: str
    proves: str
    kind: NotRequired[str]  # 书证、物证、视听资料 … (words)
    count: NotRequired[str]  # 份数 / 张数, e.g. 1份
    source: NotRequired[str]
    obtained_on: NotRequired[str]


class InstrumentFacts(TypedDict):
    """The instrument itself; `number` is "" for unnumbered kinds."""

    kind: str
    title: str
    number: str
    issued_on: str
    issued_at: str


class Context(TypedDict):
    """All facts of one instrument."""

    bureau: BureauFacts
    case: NotRequired[CaseFacts]
    party: NotRequired[PartyFacts]
    officers: NotRequired[list[OfficerFacts]]
    matter: NotRequired[MatterFacts]
    act: NotRequired[dict[str, Any]]
    approvals: NotRequired[list[ApprovalFacts]]
    evidence: NotRequired[list[EvidenceFacts]]
    instrument: NotRequired[InstrumentFacts]
    demo: NotRequired[bool]


def _paths() -> frozenset[str]:
    lists = {"officers": OfficerFacts, "approvals": ApprovalFacts, "evidence": EvidenceFacts}
    single = {
        "bureau": BureauFacts,
        "case": CaseFacts,
        "party": PartyFacts,
        "matter": MatterFacts,
        "instrument": InstrumentFacts,
    }
    found = {"demo", *lists, *single}
    found |= {f"{root}[].{key}" for root, shape in lists.items() for key in get_type_hints(shape)}
    found |= {f"{root}.{key}" for root, shape in single.items() for key in get_type_hints(shape)}
    return frozenset(found)


STANDARD: Final[frozenset[str]] = _paths()
"""Every standard fact path, e.g. ``party.name``, ``evidence[].proves``."""

ROOTS: Final[frozenset[str]] = frozenset(get_type_hints(Context))
"""The top-level names a template may read."""
