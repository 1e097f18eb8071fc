"""`manage.py gendocs`: write docs/acts.md, docs/reactions.md and docs/permissions.md from norms, registries and tables.

Only files are read, never the database: the pages describe the product, not one installation. `--check` writes nothing
and fails when a page is not what it would be.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import URLPattern, URLResolver, get_resolver

from chengguan.base.permissions import PAGES, ROLES
from chengguan.cases.procedure import STEPS
from chengguan.documents.instruments import InstrumentBook, load_instruments
from chengguan.web.reactions import OUTBOX_HANDLERS, REACTIONS, VERIFIERS
from lawengine import ActNorm, NormBook, Requirement, load

DOCS: Final = settings.ROOT / "docs"
LATEST: Final = date.max
SOURCE: Final = "<!-- Written by `manage.py gendocs`. Do not edit: change the source and write it again. -->"
LEVELS: Final = {"block": "必须", "warn": "须说明理由", "note": "提示"}
SUBJECTS: Final = {
    "case": "案件",
    "lead": "线索",
    "bureau": "机关",
    "party": "当事人",
    "export": "导出",
    "bank_file": "对账文件",
}
OTHER: Final = "其他"


class Command(BaseCommand):
    """Writes or checks the generated pages."""

    help = "生成 docs/ 下由规范和登记表得出的说明"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只核对，不写入；不一致时失败")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        wrong = [name for name, text in pages().items() if not _is(DOCS / name, text)]
        if check:
            if wrong:
                raise CommandError(f"过时的说明：{'、'.join(wrong)}；请运行 manage.py gendocs")
            self.stdout.write("说明与规范一致")
            return
        for name in wrong:
            (DOCS / name).write_text(pages()[name], encoding="utf-8")
            self.stdout.write(f"已写入 docs/{name}")


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def pages() -> dict[str, str]:
    """Every generated page by file name."""
    book, instruments = load(settings.NORMS_DIR), load_instruments(settings.NORMS_DIR)
    return {
        "acts.md": _page(acts_page(book, instruments)),
        "reactions.md": _page(reactions_page(book)),
        "permissions.md": _page(permissions_page(book)),
    }


def _page(lines: Iterable[str]) -> str:
    return "\n".join([SOURCE, "", *lines]).rstrip("\n") + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; bars and line ends inside cells are written so that they do not break it. Without rows: a dash."""
    body = list(rows)
    if not body:
        return ["—"]
    lines = [head, ["---"] * len(head), *body]
    return [
        "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in line) + " |"
        for line in lines
    ]


# --- acts -----------------------------------------------------------------------------------------------------


def acts_page(book: NormBook, instruments: InstrumentBook) -> Iterator[str]:
    """Every act with who may do it and what the law asks before it."""
    yield from (
        "# 行为一览 Acts",
        "",
        "Every legally relevant write, as `norms/*/acts/` has it in its latest edition. 必须 refuses; 须说明理由 needs a",
        "reason on the record; 提示 is only shown. 核实: V compared with the published text; V2 with two or more reprints; P",
        "practice or the bureau's own rule; R not yet verified (未核实).",
        "",
    )
    groups = grouped(book)
    yield from table(
        ("类", "行为", "名称", "由谁作出", "审批", "之后的阶段"),
        (
            (
                group,
                f"[`{norm.kind}`](#{_anchor(norm)})",
                norm.title,
                _roles(book, norm.by),
                _approval(norm),
                _stage(norm),
            )
            for group, norms in groups.items()
            for norm in norms
        ),
    )
    titles = {norm.kind: norm.title for norm in instruments.norms()}
    for group, norms in groups.items():
        yield from ("", f"## {group}")
        for norm in norms:
            yield from ("", f"### {norm.kind} {norm.title}", "", *act_lines(book, norm, titles))


def grouped(book: NormBook) -> dict[str, list[ActNorm]]:
    """Acts by the group under which the case page offers them, in the order of the procedure; the rest at the end."""
    kinds = [
        *(kind for kind in STEPS if kind in book.acts()),
        *(kind for kind in book.acts() if kind not in STEPS),
    ]
    out: dict[str, list[ActNorm]] = {}
    for kind in kinds:
        group = STEPS[kind].group if kind in STEPS else OTHER
        out.setdefault(group, []).append(variants(book, kind)[0][0])
    return {**{group: norms for group, norms in out.items() if group != OTHER}, OTHER: out.get(OTHER, [])}


def variants(book: NormBook, kind: str) -> list[tuple[ActNorm, list[str]]]:
    """The forms that an act takes in its latest edition, with the places where each holds; the most common form first."""
    found: list[tuple[ActNorm, list[str]]] = []
    for code in book.jurisdictions():
        if not book.has_act(kind, on=LATEST, jurisdiction=code):
            continue
        norm = book.act(kind, on=LATEST, jurisdiction=code)
        same = next((places for other, places in found if _shape(other) == _shape(norm)), None)
        if same is None:
            found.append((norm, [code]))
        else:
            same.append(code)
    return sorted(found, key=lambda pair: -len(pair[1]))


def _shape(norm: ActNorm) -> tuple[Any, ...]:
    tiers = tuple(chain.tiers for chain in norm.chains)
    return tiers, tuple((part.id, part.level, part.ground, part.path) for part in norm.requires)


def act_lines(book: NormBook, norm: ActNorm, titles: Mapping[str, str]) -> Iterator[str]:
    """One act: head, local forms, requirements."""
    yield f"* 依据：{_cites(norm.cites)}（{norm.verified}）"
    yield f"* 对象：{SUBJECTS.get(norm.subject, norm.subject)}{_procedures(norm)}"
    yield f"* 由谁作出：{_roles(book, norm.by)}"
    if norm.approval is not None:
        yield f"* 提请：{_roles(book, norm.proposed_by)}；审批：{norm.approval.title}（{_tiers(book, norm.approval.tiers)}）"
    for fact, chain in norm.approval_when:
        yield f"* {book.fact(fact).title}的，审批：{chain.title}（{_tiers(book, chain.tiers)}）"
    for other, places in variants(book, norm.kind)[1:]:
        yield f"* 地方不同（{'、'.join(places)}）：{_difference(book, norm, other)}"
    if norm.instruments:
        yield f"* 文书：{'、'.join(titles.get(kind, kind) for kind in norm.instruments)}"
    if norm.leads_to:
        yield f"* 之后的阶段：`{norm.leads_to}`"
    yield ""
    yield from table(("要件", "条件", "级别", "依据", "核实"), (_requirement(part) for part in norm.requires))


def _requirement(part: Requirement) -> tuple[str, ...]:
    since = f"（{part.start} 起）" if part.start else ""
    return f"`{part.id}`", part.ground + since, LEVELS[part.level], _cites(part.cites), part.verified


def _difference(book: NormBook, norm: ActNorm, other: ActNorm) -> str:
    if norm.approval and other.approval and norm.approval.tiers != other.approval.tiers:
        return f"审批层级为 {_tiers(book, other.approval.tiers)}"
    return "要件不同，见地方规范文件"


def _procedures(norm: ActNorm) -> str:
    titles = {"ordinary": "普通程序", "summary": "简易程序"}
    return f"（{'、'.join(titles.get(name, name) for name in norm.procedures)}）" if norm.procedures else ""


def _approval(norm: ActNorm) -> str:
    return norm.approval.title if norm.approval else "—"


def _stage(norm: ActNorm) -> str:
    return f"`{norm.leads_to}`" if norm.leads_to else "—"


def _anchor(norm: ActNorm) -> str:
    return f"{norm.kind.replace('.', '')}-{norm.title}".translate({ord(mark): None for mark in "（）、，"})


def _roles(book: NormBook, roles: Sequence[str]) -> str:
    return "、".join(book.role_title(role) for role in roles) or "—"


def _tiers(book: NormBook, tiers: Sequence[str]) -> str:
    return " → ".join(book.role_title(role) for role in tiers)


def _cites(cites: Iterable[Any]) -> str:
    return "；".join(cite.short for cite in cites) or "—"


# --- reactions ------------------------------------------------------------------------------------------------


def reactions_page(book: NormBook) -> Iterator[str]:
    """What follows from acts, and what the worker and `verify` call."""
    yield from (
        "# Reactions",
        "",
        "The tables of `src/chengguan/web/reactions.py`. Reactions run after the act's entry, in the act's transaction, in the",
        "order given; a prefix stands for every act kind that begins with it.",
        "",
    )
    yield from table(
        ("Acts", "Kinds", "Function", "What it does"),
        (
            (
                f"`{prefix}`",
                str(sum(kind.startswith(prefix) for kind in book.acts())),
                _name(function),
                _said(function),
            )
            for prefix, row in REACTIONS.items()
            for function in row
        ),
    )
    yield from ("", "## Outbox topics", "", "Work that acts post and the worker does, at least once.", "")
    yield from table(
        ("Topic", "Function", "What it does"),
        ((f"`{topic}`", _name(function), _said(function)) for topic, function in OUTBOX_HANDLERS.items()),
    )
    yield from (
        "",
        "## Verifiers",
        "",
        "What `manage.py verify` asks besides chains, facts and checkpoints.",
        "",
    )
    yield from table(
        ("Function", "What it finds"), ((_name(function), _said(function)) for function in VERIFIERS)
    )


def _name(function: Callable[..., Any]) -> str:
    return f"`{function.__module__.removeprefix('chengguan.')}.{function.__name__}`"


def _said(function: Callable[..., Any]) -> str:
    """First paragraph of the docstring."""
    return (inspect.getdoc(function) or "").split("\n\n")[0]


# --- permissions ----------------------------------------------------------------------------------------------


def permissions_page(book: NormBook) -> Iterator[str]:
    """Pages by role, acts by role."""
    titles = list(ROLES.values())
    addresses = page_addresses()
    yield from (
        "# 权限一览 Permissions",
        "",
        "Pages come from `base/permissions.py`, acts from the `by` of their norm files. Which rows a person sees is a matter of",
        "reach, not of these tables (decision 0003).",
        "",
        "## 页面",
        "",
    )
    yield from table(
        ("权限", "地址", *titles),
        (
            (f"`{name}`", "<br>".join(f"`{url}`" for url in addresses.get(name, ())) or "—", *_marks(roles))
            for name, roles in PAGES.items()
        ),
    )
    public = addresses.get("public", [])
    if public:
        yield from ("", f"无须登录：{'、'.join(f'`{url}`' for url in public)}")
    yield from ("", "## 行为", "", "● 可以作出；○ 可以提请；△ 审批中的一级。", "")
    yield from table(
        ("行为", "名称", *titles),
        (
            (f"`{norm.kind}`", norm.title, *_act_marks(norm))
            for norms in grouped(book).values()
            for norm in norms
        ),
    )


def _marks(roles: frozenset[str]) -> list[str]:
    return ["●" if role in roles else "" for role in ROLES]


def _act_marks(norm: ActNorm) -> list[str]:
    tiers = {tier for chain in norm.chains for tier in chain.tiers}
    return [
        "●" if role in norm.by else "○" if role in norm.proposed_by else "△" if role in tiers else ""
        for role in ROLES
    ]


def page_addresses() -> dict[str, list[str]]:
    """Addresses by page permission, from the URL resolver."""
    found: dict[str, list[str]] = {}
    for address, view in _walk(get_resolver().url_patterns, "/"):
        permission = getattr(view, "permission", None)
        if permission is not None:
            found.setdefault(permission, []).append(address)
    return found


def _walk(patterns: Iterable[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
        else:
            yield address, pattern.callback
