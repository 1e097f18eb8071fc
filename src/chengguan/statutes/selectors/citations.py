"""Every citation checked against the library: not imported, no such article, text changed, repealed or not in force."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from chengguan.ledger.norms import book
from chengguan.statutes.comparing import follow
from chengguan.statutes.models import Provision
from chengguan.statutes.parsing import article_label
from lawengine import Citation, NormBook, UnknownNorm

from .library import Applicable, in_force, library_index
from .reading import texts_of

OWN: Final = "本平台"
STATES: Final[dict[str, tuple[str, str]]] = {
    "ended": ("已废止或当日未施行", "danger"),
    "no_article": ("条文不存在", "danger"),
    "no_place": ("款、项不存在", "danger"),
    "changed": ("条文已修改", "warn"),
    "unseen": ("没有核对时的版本", "neutral"),
    "absent": ("法规未入库", "neutral"),
    "same": ("一致", "ok"),
}
SHELVES: Final[dict[str, str]] = {
    "acts": "行为", "grounds": "共用要件", "clocks": "期限", "thresholds": "数额与名单", "approval_chains": "审批层级",
    "lists": "清单", "circumstances": "裁量情节", "instruments": "文书", "guides": "处罚导图", "review_items": "审核项目", "matter": "案由",
}  # fmt: skip
_CHECKED: Final = re.compile(rb"^checked:\s*\{?\s*(?:\n\s+)?on:\s*(\d{4}-\d\d-\d\d)", re.MULTILINE)


@dataclass(frozen=True)
class User:
    """Who cites: a norm on its shelf, or a matter of the list."""

    shelf: str
    name: str
    title: str

    @property
    def shelf_title(self) -> str:
        return SHELVES.get(self.shelf, self.shelf)


@dataclass(frozen=True)
class Asked:
    """One citation with its user and the day on which it was last compared with the text."""

    cite: Citation
    user: User
    checked: date | None


@dataclass(frozen=True)
class Checked:
    """What the library says of one citation."""

    cite: Citation
    state: str
    statement: str
    checked: date | None
    users: list[User] = field(default_factory=list)
    old: int | None = None
    new: int | None = None
    statute: Any = None
    now: str = ""

    @property
    def cites(self) -> tuple[Citation, ...]:
        return (self.cite,)

    @property
    def title(self) -> str:
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        return STATES[self.state][1]


# --- who cites what ---------------------------------------------------------------------------------------------


def norm_citations(jurisdiction: str, on: date) -> list[Asked]:
    """Every citation of the norms in force on a day in a place. No queries."""
    norms = book()
    days: dict[str, date | None] = {}

    def checked(path: str) -> date | None:
        if path not in days:
            match = _CHECKED.search(norms.contents.get(path, b""))
            days[path] = date.fromisoformat(match[1].decode()) if match else None
        return days[path]

    own = {
        name
        for name in norms.sources.ids()
        if all(item.issuer == OWN for item in norms.sources.versions(name))
    }
    found = [
        *_of_acts(norms, jurisdiction, on),
        *_of_shelves(norms, jurisdiction, on),
        *_of_files(norms, jurisdiction, on),
    ]
    return [
        Asked(cite, user, checked(path)) for cite, user, path in dict.fromkeys(found) if cite.law not in own
    ]


Cited = tuple[Citation, User, str]


def _of_acts(norms: NormBook, jurisdiction: str, on: date) -> Iterator[Cited]:
    for kind in norms.acts():
        if not norms.has_act(kind, on=on, jurisdiction=jurisdiction):
            continue
        norm = norms.act(kind, on=on, jurisdiction=jurisdiction)
        head = norms.act_head(kind)
        user = User("acts", kind, norm.title)
        yield from ((cite, user, head.path) for cite in norm.cites)
        for requirement in norm.requires:
            shared = "/grounds/" in requirement.path
            name = requirement.path.rsplit("/", 1)[-1].removesuffix(".yaml")
            by = User("grounds", name, requirement.ground) if shared else user
            yield from ((cite, by, requirement.path) for cite in requirement.cites)


def _of_shelves(norms: NormBook, jurisdiction: str, on: date) -> Iterator[Cited]:
    where: dict[str, Any] = {"on": on, "jurisdiction": jurisdiction}
    readers: dict[str, tuple[Iterable[str], Any]] = {
        "clocks": (norms.clocks(), norms.clock),
        "thresholds": (norms.thresholds(), norms.threshold),
        "approval_chains": (norms.approval_chains(), norms.approval_chain),
        "lists": (norms.listings(), norms.listing),
    }
    for shelf, (names, read) in readers.items():
        for name in names:
            try:
                norm = read(name, **where)
            except UnknownNorm:
                continue
            for cite in getattr(norm, "cites", ()):
                yield cite, User(shelf, name, norm.title), norm.path
    for norm in norms.circumstances(**where):
        for cite in norm.cites:
            yield cite, User("circumstances", norm.id, norm.title), norm.path


def _of_files(norms: NormBook, jurisdiction: str, on: date) -> Iterator[Cited]:
    """Citations anywhere in files whose content other apps define: instruments, review items, guides."""
    for shelf in ("instruments", "review_items", "guides"):
        for name, raw in norms.raw(shelf, jurisdiction=jurisdiction).items():
            title = str(raw.data.get("title", name)) if isinstance(raw.data, dict) else name
            for cite in _inside(raw.data, on):
                yield cite, User(shelf, name, title), raw.path


def _inside(data: Any, on: date) -> Iterator[Citation]:
    if isinstance(data, list):
        for child in data:
            yield from _inside(child, on)
    elif isinstance(data, dict):
        if _over(data, on):
            return
        if isinstance(data.get("law"), str):
            yield citation_of(data)
        for child in data.values():
            yield from _inside(child, on)


def _over(data: Mapping[str, Any], on: date) -> bool:
    """Whether a part of a file says itself that it does not hold on the day."""
    start, end = data.get("from"), data.get("until")
    return (isinstance(start, date) and start > on) or (isinstance(end, date) and end < on)


def citation_of(data: Mapping[str, Any]) -> Citation:
    """A citation given as a mapping `{law, article, paragraph?, item?, part?}`."""
    numbers = {name: int(data[name]) for name in ("article", "paragraph", "item") if data.get(name)}
    return Citation(law=str(data["law"]), part=str(data.get("part") or ""), **numbers)


# --- what the library says ----------------------------------------------------------------------------------------


def check(asked: Sequence[Asked], on: date) -> list[Checked]:
    """Check citations as of a day; the gravest first. Four queries, however many citations."""
    library = library_index({item.cite.law for item in asked})
    grouped: dict[tuple[Citation, date | None], list[User]] = defaultdict(list)
    for item in asked:
        if item.user not in grouped[item.cite, item.checked]:
            grouped[item.cite, item.checked].append(item.user)
    places = _Places(library, grouped, on)
    found = [places.judge(cite, checked, users) for (cite, checked), users in grouped.items()]
    rank = {state: place for place, state in enumerate(STATES)}
    return sorted(
        found, key=lambda row: (rank[row.state], row.cite.law, row.cite.article or 0, row.cite.paragraph or 0)
    )


class _Places:
    """Articles, paragraphs and items of every version that matters, read at once."""

    def __init__(
        self, library: Mapping[str, list[Applicable]], asked: Iterable[tuple[Citation, date | None]], on: date
    ) -> None:
        self.library, self.on = library, on
        versions: set[int] = set()
        for cite, checked in asked:
            for span in (self._span(cite.law, on), self._span(cite.law, checked)):
                if span is not None:
                    versions.add(span.version.pk)
        self.articles: dict[tuple[int, int], tuple[int, str]] = {}
        self.under: dict[tuple[int, int, str], list[tuple[int, int]]] = defaultdict(list)
        rows = Provision.objects.filter(
            version_id__in=versions, kind__in=("article", "paragraph", "item"), suffix=0
        )
        for version, place, parent, kind, number, sha in rows.values_list(
            "version_id", "place", "parent", "kind", "number", "sha256"
        ):
            if kind == "article":
                self.articles[version, number] = (place, sha)
            elif parent is not None:
                self.under[version, parent, kind].append((number, place))
        self.texts: dict[int, Any] = {}

    def _span(self, law: str, day: date | None) -> Applicable | None:
        return in_force(self.library.get(law, []), day) if day is not None else None

    def judge(self, cite: Citation, checked: date | None, users: list[User]) -> Checked:
        state, statement, extra = self._judge(cite, checked)
        return Checked(cite, state, statement, checked, users, **extra)

    def _judge(self, cite: Citation, checked: date | None) -> tuple[str, str, dict[str, Any]]:
        spans = self.library.get(cite.law)
        known = book().sources.versions(cite.law)
        if known and not any(
            item.start <= self.on and (item.end is None or self.on <= item.end) for item in known
        ):
            last = known[-1]
            when = f"施行至 {last.end}" if last.end and last.end < self.on else f"自 {known[0].start} 起施行"
            return "ended", f"依据登记为{when}，当日没有施行，请改引现行规定。", {}
        if not spans:
            return "absent", "入库后再核对。", {}
        now = self._span(cite.law, self.on)
        where: dict[str, Any] = {"statute": spans[-1].version.statute_id}
        if now is None:
            return "ended", _ended(spans, self.on), where
        if cite.article is None:
            return "same", "", where
        where["new"] = now.version.pk
        if (now.version.pk, cite.article) not in self.articles:
            return "no_article", f"{_named(now)}没有{article_label(cite.article)}，请核对条号。", where
        if not self._has_place(now.version.pk, cite):
            return (
                "no_place",
                f"{_named(now)}的{article_label(cite.article)}没有所引的款或者项，请核对。",
                where,
            )
        return self._against_then(cite, checked, now, where)

    def _against_then(
        self, cite: Citation, checked: date | None, now: Applicable, where: dict[str, Any]
    ) -> tuple[str, str, dict[str, Any]]:
        """The text when it was checked, against the text of the day."""
        then = self._span(cite.law, checked)
        article = cite.article or 0
        if then is None:
            when = f"{checked} 施行的版本没有入库" if checked else "没有记录核对日期"
            return "unseen", f"{when}，不能判断条文是否改过。", where
        before = self.articles.get((then.version.pk, article))
        after = self.articles[now.version.pk, article]
        if before is None or before[1] != after[1]:
            where |= {"old": then.version.pk, "now": self._moved(then, now, article)}
            hint = f"原条文现为{where['now']}。" if where["now"] else ""
            return (
                "changed",
                f"{checked} 核对以后，条文在 {now.start} 起施行的版本中改过。{hint}请对照后修订引用。",
                where,
            )
        return "same", "", where

    def _has_place(self, version: int, cite: Citation) -> bool:
        """Whether the article has the paragraph and the item cited; an item may be cited without its paragraph."""
        place = self.articles[version, cite.article or 0][0]
        paragraphs = self.under[version, place, "paragraph"]
        if cite.paragraph is not None:
            paragraphs = [entry for entry in paragraphs if entry[0] == cite.paragraph]
            if not paragraphs:
                return False
        if cite.item is None:
            return True
        return any(
            number == cite.item for _, at in paragraphs for number, _ in self.under[version, at, "item"]
        )

    def _moved(self, then: Applicable, now: Applicable, article: int) -> str:
        """Under which number the old text is found now, if it is not the same number. Read only where something changed."""
        for version in (then.version.pk, now.version.pk):
            if version not in self.texts:
                self.texts |= texts_of([version])
        old = next((text for text in self.texts[then.version.pk] if text.key == (article, 0)), None)
        found = follow(old, self.texts[now.version.pk]) if old is not None else None
        return found.label if found is not None and found.key != (article, 0) else ""


def _named(span: Applicable) -> str:
    return f"《{span.version.title}》{span.start} 起施行的版本"


def _ended(spans: Sequence[Applicable], on: date) -> str:
    last = spans[-1]
    if last.end is not None and last.end < on:
        return f"《{last.version.title}》自 {last.version.statute.ended_on} 起废止，请改引现行规定。"
    return f"库中《{last.version.title}》的版本自 {spans[0].start} 起施行，当日没有施行中的版本。"
