"""决定推导的复核: replay a decision from its record, offline, with nothing but this package.

A proof is one JSON object (format `chengguan-proof/1`):

    decision   {chain, seq}                     which entry is the decision
    steps      [{chain, seq, kind, at_us, previous, hash, hash_sm3, body}]   the entries up to it, bodies as recorded
    books      {digest: {path: sha256}}         the norm books by which they were judged
    files      {sha256: text}                   their files
    instrument {number, context}                the frozen facts of the instrument that was issued, or null

`check` recomputes everything that is claimed: hashes, norm digests, every verdict from its facts, the facts from the acts
before it, the weighing of the fine, the periods that ran, and the instrument. Nothing is taken on trust but the hash of
the last entry, which the reader compares with the one that the agency shows on its verification page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from .book import NormBook, UnknownNorm
from .clock import Extension, Pause, read
from .discretion import Benchmark, Circumstance, DiscretionError, StatutoryRange, Tier, assess
from .facts import FactError
from .loader import load_contents
from .reading import NormError
from .verdict import may

FORMAT: Final = "chengguan-proof/1"
GENESIS: Final = "0" * 64
TITLES: Final = {
    "books": "所用规则文件与摘要一致",
    "chain": "每一步记录的哈希和前后衔接",
    "verdict": "每一步的结论由当时的事实和条文重新得出",
    "facts": "每一步所依据的事实出自此前的行为",
    "discretion": "罚款幅度由法定幅度、基准和情节重新算出",
    "clocks": "期限由起算日、扣除和延长重新算出",
    "instrument": "文书内容与台账登记的摘要一致",
}


@dataclass
class Report:
    """复核结果: faults by check; the decision stands as recorded when there are none."""

    faults: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in TITLES})
    steps: int = 0
    anchor: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not any(self.faults.values())

    def lines(self) -> Iterator[str]:
        """The report in words, one line per check and one per fault."""
        for name, title in TITLES.items():
            yield f"{'通过' if not self.faults[name] else '不通过'}  {title}"
            yield from (f"        {fault}" for fault in self.faults[name])
        yield from (f"说明：{note}" for note in self.notes)
        yield f"共复核 {self.steps} 步；决定一步的哈希：{self.anchor}"
        yield "结论：" + ("与记录一致" if self.ok else "与记录不一致，该推导不能作为依据")


def check(proof: Mapping[str, Any], *, books: dict[str, NormBook] | None = None) -> Report:
    """Replay a whole proof. `books` keeps compiled norm books between calls. Malformed input is a fault, never an exception."""
    report = Report()
    try:
        if proof.get("format") != FORMAT:
            report.faults["chain"].append(f"不是本程序能复核的格式（应为 {FORMAT}）")
            return report
        _replay(proof, report, books if books is not None else {})
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        report.faults["chain"].append(f"推导文件残缺或者格式有误：{type(error).__name__} {error}")
    return report


def _replay(proof: Mapping[str, Any], report: Report, books: dict[str, NormBook]) -> None:
    known: dict[str, dict[str, Any]] = {}
    ends: dict[str, tuple[int, str]] = {}
    last: dict[str, Any] = {}
    for step in proof["steps"]:
        _check_link(step, ends, report)
        body = json.loads(step["body"])
        rules = _book(body["book"], proof, books, report)
        state = known.setdefault(step["chain"], {})
        if rules is not None:
            report.faults["verdict"].extend(replay_verdict(body, step["kind"], rules, where=_where(step)))
        report.faults["facts"].extend(_unfounded(body, state, _where(step)))
        report.steps += 1
        if (step["chain"], step["seq"]) == (proof["decision"]["chain"], proof["decision"]["seq"]):
            last = {"body": body, "rules": rules, "state": dict(state), "hash": step["hash"]}
        state.update(body.get("sets", {}))
    if not last:
        report.faults["chain"].append("推导中没有该决定的记录")
        return
    report.anchor = last["hash"]
    if last["rules"] is not None:
        for name, fault in replay_derivation(last["body"], last["state"], last["rules"]):
            report.faults[name].append(fault)
    _check_instrument(proof.get("instrument"), last["body"], report)


# --- the chain ---------------------------------------------------------------------------------------------


def material(previous: str, chain: str, seq: int, kind: str, at_us: int, body: str) -> bytes:
    """The bytes that the hash of an entry covers."""
    return "\n".join([previous, chain, str(seq), kind, str(at_us), body]).encode()


def _check_link(step: Mapping[str, Any], ends: dict[str, tuple[int, str]], report: Report) -> None:
    seq, previous = ends.get(step["chain"], (0, GENESIS))
    if step["seq"] != seq + 1:
        report.faults["chain"].append(f"{_where(step)}：序号不连续，应为 {seq + 1}")
    if step["previous"] != previous:
        report.faults["chain"].append(f"{_where(step)}：与前一步的哈希不衔接")
    covered = material(*(step[name] for name in ("previous", "chain", "seq", "kind", "at_us", "body")))
    if hashlib.sha256(covered).hexdigest() != step["hash"]:
        report.faults["chain"].append(f"{_where(step)}：内容与 SHA-256 不符")
    if "sm3" in hashlib.algorithms_available:
        if hashlib.new("sm3", covered).hexdigest() != step["hash_sm3"]:
            report.faults["chain"].append(f"{_where(step)}：内容与 SM3 不符")
    elif not report.notes:
        report.notes.append("本机的 Python 不带 SM3，只核对了 SHA-256")
    ends[step["chain"]] = (step["seq"], step["hash"])


def _where(step: Mapping[str, Any]) -> str:
    return f"{str(step['chain']).split('/', 1)[0]} 第{step['seq']}步 {step['kind']}"


# --- the norms ---------------------------------------------------------------------------------------------


def _book(
    digest: str, proof: Mapping[str, Any], books: dict[str, NormBook], report: Report
) -> NormBook | None:
    """The norm book of that digest, compiled from the files in the proof after every digest was recomputed."""
    if digest in books:
        return books[digest]
    faults: list[str] = []
    contents: dict[str, bytes] = {}
    for path, key in proof["books"].get(digest, {}).items():
        content = str(proof["files"].get(key, "")).encode()
        if hashlib.sha256(content).hexdigest() != key:
            faults.append(f"规则文件 {path} 缺失或者被改动")
        contents[path] = content
    try:
        book = load_contents(contents) if not faults else None
        if book is not None and book.digest != digest:
            faults.append("规则文件清单与记录的摘要不符")
    except NormError as error:
        faults.append(f"规则不能载入：{error.problems[0] if error.problems else error}")
    report.faults["books"].extend(fault for fault in faults if fault not in report.faults["books"])
    if faults or book is None:
        return None
    books[digest] = book
    return book


# --- the verdicts ------------------------------------------------------------------------------------------


def replay_verdict(body: Mapping[str, Any], kind: str, rules: NormBook, *, where: str = "") -> list[str]:
    """Judge one recorded act again on its recorded facts; what differs, in words. Empty when the same verdict results."""
    recorded = body["verdict"]
    try:
        verdict = may(
            rules,
            kind,
            on=date.fromisoformat(body["on"][:10]),
            facts=body["facts"],
            jurisdiction=body["jurisdiction"],
            roles=frozenset(body["actor"].get("roles", ())),
            reasons=body.get("reasons", {}),
        ).as_dict()
    except (UnknownNorm, FactError) as error:
        return [f"{where}：{error}"]
    if verdict == recorded and verdict["allowed"] and dict(recorded["norms"]) == dict(body["norms"]):
        return []
    found = {finding["id"]: finding for finding in verdict["findings"]}
    told = {finding["id"]: finding for finding in recorded["findings"]}
    changed = [name for name in {**told, **found} if found.get(name) != told.get(name)]
    titles = "、".join((found.get(name) or told[name])["statement"] for name in changed)
    return [f"{where}：重新判断与记录不同（{titles or '结论'}）"]


def _unfounded(body: Mapping[str, Any], state: Mapping[str, Any], where: str) -> Iterator[str]:
    """Facts that earlier acts established must be used as they were established."""
    own = {*body.get("sets", {}), *body.get("stated", ())}
    for name, value in body["facts"].items():
        if name in state and name not in own and not _same(value, state[name]):
            yield f"{where}：事实 {name} 为 {value}，此前的行为确立的是 {state[name]}"


def _same(one: Any, other: Any) -> bool:
    """Equal as facts: amounts by value, sets without order, moments of one day by their day."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    if isinstance(one, str) and isinstance(other, (str, int, float)):
        return one == str(other) or _number(one) == _number(other) is not None or one[:10] == str(other)[:10]
    return bool(one == other) or str(one) == str(other)


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return None


# --- the derivation of a decision --------------------------------------------------------------------------


def replay_derivation(
    body: Mapping[str, Any], state: Mapping[str, Any], rules: NormBook
) -> Iterator[tuple[str, str]]:
    """Compute again the range of the fine and the periods of the decision; (check, fault) for what differs."""
    derivation = body.get("data", {}).get("derivation") or {}
    discretion = derivation.get("discretion")
    if discretion:
        yield from (("discretion", fault) for fault in replay_discretion(discretion, body, rules))
    elif Decimal(str(body.get("sets", {}).get("fine") or 0)) > 0:
        yield "discretion", "处罚包含罚款，但是记录中没有裁量的推导"
    for row in derivation.get("clocks", ()):
        yield from (("clocks", fault) for fault in _replay_clock(row, body, state, rules))


def replay_discretion(row: Mapping[str, Any], body: Mapping[str, Any], rules: NormBook) -> Iterator[str]:
    """Weigh the fine again (行政处罚法 第三十四条) from what the record says went in."""
    on, place = date.fromisoformat(row["on"]), body["jurisdiction"]
    try:
        found = assess(
            rules,
            on=on,
            jurisdiction=place,
            statutory=_range(row["statutory"]),
            benchmark=_benchmark(row["benchmark"]),
            tier=row["tier"] or None,
            circumstances=_circumstances(row["circumstances"], rules, on, place),
            chosen=row["chosen"],
        )
    except (DiscretionError, UnknownNorm) as error:
        yield f"裁量不能重新算出：{error}"
        return
    result = (str(found.minimum), str(found.maximum), list(found.steps))
    if result != (row["minimum"], row["maximum"], list(row["steps"])):
        yield f"重新算出的幅度为 {found.minimum} 元至 {found.maximum} 元，与记录不同"
    if list(found.objections(Decimal(row["fine"]))) != list(row["objections"]):
        yield f"罚款 {row['fine']} 元是否在幅度以内，重新判断与记录不同"
    decided = body.get("sets", {}).get("fine", row["fine"])
    if not _same(row["fine"], decided):
        yield f"推导的罚款 {row['fine']} 元与决定的罚款 {decided} 元不同"


def _range(row: Mapping[str, Any]) -> StatutoryRange:
    base = Decimal(row["base"]) if row.get("base") is not None else None
    return StatutoryRange(
        Decimal(row["minimum"]), Decimal(row["maximum"]), base, str(row.get("base_title", ""))
    )


def _benchmark(row: Mapping[str, Any] | None) -> Benchmark | None:
    if row is None:
        return None
    tiers = tuple(
        Tier(tier["id"], tier["title"], Decimal(tier["minimum"]), Decimal(tier["maximum"]), tier["when"])
        for tier in row["tiers"]
    )
    end = date.fromisoformat(row["end"]) if row.get("end") else None
    return Benchmark(row["title"], date.fromisoformat(row["start"]), end, tiers)


def _circumstances(names: Iterable[str], rules: NormBook, on: date, place: str) -> list[Circumstance]:
    return [rules.circumstance(name, on=on, jurisdiction=place) for name in names]


def _replay_clock(
    row: Mapping[str, Any], body: Mapping[str, Any], state: Mapping[str, Any], rules: NormBook
) -> Iterator[str]:
    """Read one period again: its beginning, pauses and extensions are facts of the chain, not of the derivation."""
    place, started = body["jurisdiction"], str(state.get(row["starts"], ""))[:10]
    if started != row["started"]:
        yield f"{row['title']}：起算日 {row['started']} 与此前的行为确立的 {started or '（无）'} 不同"
        return
    day = date.fromisoformat(started)
    norm = rules.clock(row["clock"], on=day, jurisdiction=place)
    reading = read(
        rules,
        row["clock"],
        started=day,
        as_of=date.fromisoformat(body["on"][:10]),
        jurisdiction=place,
        pauses=[pause for pause in _pauses(state) if pause.why in norm.excludes],
        extensions=[item for item in _extensions(state) if item.id in norm.extendable]
        if row["extended"]
        else [],
        term=date.fromisoformat(row["term"]) if row.get("term") else None,
    )
    if reading.due_on.isoformat() != row["due_on"]:
        yield f"{row['title']}：重新算出的期满日为 {reading.due_on}，记录为 {row['due_on']}"


def _pauses(state: Mapping[str, Any]) -> Iterator[Pause]:
    for row in state.get("pauses") or ():
        ended = date.fromisoformat(row["ends_on"]) if row.get("ends_on") else None
        yield Pause(date.fromisoformat(row["begins_on"]), ended, row["kind"])


def _extensions(state: Mapping[str, Any]) -> Iterator[Extension]:
    for row in state.get("extensions") or ():
        yield Extension(row["by"], date.fromisoformat(row["on"]), int(row["days"]))


# --- the instrument ----------------------------------------------------------------------------------------


def _check_instrument(instrument: Mapping[str, Any] | None, body: Mapping[str, Any], report: Report) -> None:
    issued = {document["sha256"] for document in body.get("documents", ())}
    if instrument is None:
        if issued:
            report.faults["instrument"].append("台账登记了文书，推导中没有")
        return
    digest = hashlib.sha256(str(instrument["context"]).encode()).hexdigest()
    if digest not in issued:
        report.faults["instrument"].append(f"文书 {instrument['number']} 的内容与台账登记的摘要不符")
