"""公示内容: from the facts of a case to what the public sees, by the policy that the norm lists state field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from chengguan.cases.models import Case
from chengguan.ledger.canonical import canonical, sha256
from chengguan.ledger.norms import book
from lawengine import Listing

from .scrubbing import HIDDEN, MASKS, Mark, Scrubber, scrubber, text_rules
from .sources import INDIVIDUAL, MINOR, SOLE_TRADER, SOURCES, Material, material_of

LISTINGS: Final[Mapping[str, str]] = {"penalty": "disclosure_penalty"}
RULES: Final[Mapping[str, str]] = {
    "show": "公示",
    "text": "公示，文字中的个人信息已隐去",
    "mask_name": "只显示姓氏",
    "initials": "显示为某某",
    "mask_id": "隐去号码中段",
    "mask_phone": "隐去号码中段",
    "mask_address": "只显示到县区",
    "hide": "不公示",
}
UNNAMED: Final[Mapping[str, str]] = {MINOR: "未成年当事人"}
NEEDED: Final = ("number", "content", "decided_on", "organ")
"""Without these there is nothing to publish."""
PERSONAL: Final = frozenset({MINOR, INDIVIDUAL, SOLE_TRADER})
Row = dict[str, Any]


@dataclass(frozen=True)
class Compiled:
    """What a publication shows, what it keeps back and why, and what a person has to look at before."""

    fields: list[Row]
    withheld: list[Row]
    findings: list[Row]
    party_name: str
    severity: str
    title: str = ""
    party_kind: str = ""
    number: str = ""
    policy: str = ""

    @property
    def sha256(self) -> str:
        """Digest of what the public sees."""
        return digest_of(self.fields)


def digest_of(fields: Sequence[Mapping[str, Any]]) -> str:
    """Digest of published content."""
    return sha256(canonical(list(fields)).encode())


@dataclass
class _Compiling:
    material: Material
    policy: Listing
    scrubbing: Scrubber
    fields: list[Row] = field(default_factory=list)
    withheld: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)

    def add(self, item: Mapping[str, Any]) -> None:
        value = SOURCES[item["source"]](self.material)
        if not value:
            return
        name, rule = str(item.get("field", item["id"])), str(item["rule"])
        if rule not in ("show", "text"):
            self._withhold(name, str(item["title"]), rule, item)
        if rule == "hide":
            return
        shown = MASKS[rule](value)
        if rule == "text":
            shown, marks = self.scrubbing.scrub(value)
            for mark in marks:
                self._note(name, item, mark)
        row: Row = {"id": name, "title": item["title"], "value": shown}
        self.fields.append({**row, "wide": True} if item.get("wide") else row)

    def _withhold(self, name: str, title: str, rule: str, item: Mapping[str, Any]) -> None:
        self.withheld.append({"id": name, "title": title, "rule": rule, "cites": cites_of(item)})

    def _note(self, name: str, item: Mapping[str, Any], mark: Mark) -> None:
        place = f"{item['title']}中的{mark.title}"
        if mark.rule != "keep":
            title = f"{place}（{mark.count}处）"
            self._withhold(f"{name}:{mark.id}", title, mark.rule if mark.rule in RULES else "hide", item)
        if mark.look:
            words = "、".join(mark.examples)
            text = f"{place}：“{words}”。" + (
                "请确认已按需要隐去。"
                if mark.rule != "keep"
                else "请看上下文，需要隐去的写入“另需隐去的文字”。"
            )
            self.findings.append(
                {"id": f"{name}:{mark.id}", "title": place, "text": text, "level": "block" if mark.block else "look"}
            )  # fmt: skip


def compile_fields(case: Case, on: date, hide: Sequence[str] = ()) -> Compiled:
    """What of a penalty is published under the policy of a day; `hide` are further words that a person wants masked."""
    material = material_of(case)
    jurisdiction = material.bureau.jurisdiction
    policy = book().listing(LISTINGS["penalty"], on=on, jurisdiction=jurisdiction)
    if policy is None:
        raise LookupError(f"没有公示内容的规范：{LISTINGS['penalty']} {on}")
    items = tuple(_fitting(policy, material.who))
    scrubbing = _scrubbing(material, items, on, hide)
    work = _Compiling(material, policy, scrubbing)
    for item in items:
        work.add(item)
    _check(work)
    name = _name(work)
    return Compiled(
        fields=work.fields,
        withheld=work.withheld,
        findings=work.findings,
        party_name=name,
        severity=severity_of(material, jurisdiction),
        title=f"{name}{case.cause}案",
        party_kind=material.party.kind if material.party else "",
        number=material.paper.number if material.paper else "",
        policy=sha256(canonical([list(policy.items), list(scrubbing.patterns)]).encode()),
    )


def _fitting(policy: Listing, who: str) -> Iterator[Mapping[str, Any]]:
    """For every field the first row that fits the kind of person; what holds for citizens holds for minors."""
    done: set[str] = set()
    for item in policy.items:
        name = str(item.get("field", item["id"]))
        if name in done or not _fits(str(item["who"]), who):
            continue
        done.add(name)
        yield item


def _fits(wanted: str, who: str) -> bool:
    return wanted in ("any", who) or (wanted == INDIVIDUAL and who == MINOR)


def scrubber_for(case: Case, on: date, hide: Sequence[str] = ()) -> Scrubber:
    """The scrubber of a case, for other texts of the same case (the public copy of the decision, reasons made public)."""
    material = material_of(case)
    policy = book().listing(LISTINGS["penalty"], on=on, jurisdiction=material.bureau.jurisdiction)
    items = tuple(_fitting(policy, material.who)) if policy else ()
    return _scrubbing(material, items, on, hide)


def _scrubbing(
    material: Material, items: Sequence[Mapping[str, Any]], on: date, hide: Sequence[str]
) -> Scrubber:
    """Values that the policy masks as fields are masked in every text too; those that it shows are left alone.

    The party is masked as it is now and as it was when the decision was served.
    """
    words: list[tuple[str, str]] = [(word.strip(), HIDDEN) for word in hide]
    safe: list[str] = []
    for item in items:
        source, rule = str(item["source"]), str(item["rule"])
        for value in material.party_values(source):
            if rule == "show":
                safe.append(value)
            else:
                words.append((value, _instead(source, rule, value, material.who)))
    listing = text_rules(on, material.bureau.jurisdiction)
    words = [pair for pair in words if pair[0] not in safe]
    return scrubber(words, listing, personal=material.who in PERSONAL, safe=safe)


def _instead(source: str, rule: str, value: str, who: str) -> str:
    if source == "party.name" and rule == "hide":
        return UNNAMED.get(who, "当事人")
    return MASKS[rule](value)


def _name(work: _Compiling) -> str:
    shown = next((row["value"] for row in work.fields if row["id"] == "party_name"), "")
    return shown or UNNAMED.get(work.material.who, "当事人")


def _check(work: _Compiling) -> None:
    present = {row["id"] for row in work.fields}
    titles = {str(item.get("field", item["id"])): str(item["title"]) for item in work.policy.items}
    missing = [titles.get(name, name) for name in NEEDED if name not in present]
    if missing:
        text = f"缺少{'、'.join(missing)}，请先核对处罚决定书。"
        work.findings.append({"id": "incomplete", "title": "要素不全", "text": text, "level": "block"})


def severity_of(material: Material, jurisdiction: str) -> str:
    """失信程度 of the penalty by the rules of the day of the decision: the first row of the list that fits."""
    decided = material.case.decided_on
    listing = (
        book().listing("disclosure_severity", on=decided, jurisdiction=jurisdiction) if decided else None
    )
    kinds = set(material.case.known.get("decision_kinds") or ())
    laws = {row.get("law") for row in (material.context.get("matter") or {}).get("basis") or []}
    for row in listing.rows(matter=material.case.matter.code) if listing else ():
        if row.get("procedure") not in (None, material.case.procedure):
            continue
        if "only_kinds" in row and not (kinds and kinds <= set(row["only_kinds"])):
            continue
        if "laws" in row and not laws & set(row["laws"]):
            continue
        return str(row["severity"])
    return "general"


def cites_of(item: Mapping[str, Any]) -> list[str]:
    """行政处罚法 48, as the rows of a policy cite."""
    return [" ".join(str(part) for part in (cite["law"], cite.get("article") or cite.get("part")) if part) for cite in item.get("cites", ())]  # fmt: skip


def shown_at(fields: Sequence[Row], stage: str, on: date, jurisdiction: str) -> list[Row]:
    """The fields that the policy still names at a stage: of a withdrawn or ended publication the notice bears only these."""
    policy = book().listing(LISTINGS["penalty"], on=on, jurisdiction=jurisdiction)
    allowed = {str(item.get("field", item["id"])) for item in (policy.items if policy else ()) if stage in item.get("stages", ())}  # fmt: skip
    return [row for row in fields if row["id"] in allowed]
