"""Loading the norms folder: strict, complete, every problem with file and line. The only I/O of the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from .amending import amended, place_of
from .book import SUPPLEMENTS, Ingredients, NormBook
from .calendar import YearNotice
from .citation import Source, Sources
from .clock import ClockNorm
from .discretion import Circumstance
from .effect import Dated, Layered
from .norms import ActHead, ApprovalChain, Conditions, Listing, RawNorm, Threshold
from .reading import Entry, NormError, Problems, read_yaml
from .schema import (
    ClockHead,
    Words,
    read_act_head,
    read_chain,
    read_checked,
    read_circumstance,
    read_clock,
    read_conditions,
    read_dated,
    read_fact,
    read_listing,
    read_notice,
    read_role,
    read_source,
    read_threshold,
    threshold_kind,
)

T = TypeVar("T")
NATIONAL = "national"
_KNOWN = frozenset(
    {
        "acts",
        "grounds",
        "clocks",
        "thresholds",
        "facts",
        "roles",
        "holidays",
        "approval_chains",
        "circumstances",
        "lists",
    }
)
_OUTSIDE = frozenset({"index.yaml", "sources", "tests"})


@dataclass(slots=True)
class _Folder:
    """All files, read once."""

    contents: Mapping[str, bytes]
    problems: Problems
    entries: dict[str, Entry] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)

    def read(self) -> None:
        for name, content in sorted(self.contents.items(), key=lambda item: place_of(item[0])):
            self.digests[name] = sha256(content).hexdigest()
            entry = read_yaml(content, name, self.problems)
            if entry is not None:
                self._put(place_of(name)[1], entry)

    def _put(self, place: str, entry: Entry) -> None:
        """A file of the folder at its own place; a file of an amendment over what stands there."""
        self.last[place] = entry.path
        with self.problems.tolerating():
            self.entries[place] = amended(self.entries[place], entry) if place in self.entries else entry

    def under(self, prefix: str) -> dict[str, Entry]:
        return {name: entry for name, entry in self.entries.items() if name.startswith(prefix + "/")}

    def of(self, layer: str, kind: str) -> list[Entry]:
        return list(self.under(f"{layer}/{kind}").values())


def load(root: Path) -> NormBook:
    """Read and compile the norms folder.

    Raises NormError listing every problem (file:line) when anything is unknown, duplicate, uncited, overlapping,
    out of force, or of the wrong type.
    """
    return load_contents(read_folder(root))


def read_folder(root: Path) -> dict[str, bytes]:
    """The YAML files of a norms folder by their path in it, without the worked examples (tests/), amendment packs (packs/) and hidden files."""
    names = ((path, path.relative_to(root).as_posix()) for path in root.rglob("*.yaml"))
    return {
        name: path.read_bytes()
        for path, name in names
        if not name.startswith(("tests/", "packs/")) and "/." not in f"/{name}"
    }


def load_contents(contents: Mapping[str, bytes]) -> NormBook:
    """Compile norm files given by path: a folder, a folder with an amendment laid over it, or a snapshot kept with the record.

    Files under `supplements/` are holiday notices that were entered while running, files under `amendments/<pack>/` changes
    laid over the rest in the order of the packs. Raises NormError as `load` does.
    """
    problems = Problems()
    own = {name: content for name, content in contents.items() if not name.startswith(SUPPLEMENTS)}
    folder = _Folder(own, problems)
    if "index.yaml" not in own:
        problems.add("index.yaml", 1, "缺少 index.yaml（地区与适用层级）")
        raise NormError(problems.found)
    folder.read()
    jurisdictions = _jurisdictions(folder)
    layers = list(dict.fromkeys([NATIONAL, *(layer for names in jurisdictions.values() for layer in names)]))
    _check_places(folder, layers)
    words = _words(folder, layers)
    book = _assemble(folder, layers, words, jurisdictions)
    problems.raise_if_any()
    notices = [contents[name].decode() for name in sorted(contents) if name.startswith(SUPPLEMENTS)]
    return NormBook(book).with_supplements(notices) if notices else NormBook(book)


def _jurisdictions(folder: _Folder) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    root = folder.entries.get("index.yaml")
    if root is None:
        return out
    with folder.problems.tolerating():
        for key, value in root.fields(("jurisdictions",))["jurisdictions"].pairs():
            with folder.problems.tolerating():
                layers = value.texts()
                if not layers or layers[0] != NATIONAL or len(set(layers)) != len(layers):
                    value.fail("适用层级应以 national 开头且不重复")
                out[str(key.scalar())] = layers
    return out


def _check_places(folder: _Folder, layers: list[str]) -> None:
    """A file outside every layer of the index would be silently ignored; that is a problem."""
    for name, entry in folder.entries.items():
        top = name.split("/", 1)[0]
        if top in _OUTSIDE:
            continue
        if not any(name.startswith(f"{layer}/") for layer in layers):
            entry.note("该文件不属于 index.yaml 所列的任何层级")
        elif top != NATIONAL and {"facts", "roles"} & set(name.split("/")):
            entry.note("事实项和角色只能在 national 登记")


def _words(folder: _Folder, layers: list[str]) -> Words:
    sources = _sources(folder)
    roles = _named(folder, "roles", read_role)
    facts = _named(folder, "facts", read_fact)
    thresholds: dict[str, str] = {}
    for entry in folder.of(NATIONAL, "thresholds"):
        with folder.problems.tolerating():
            fields = _peek(entry, "threshold", "values")
            if fields["threshold"].text() in thresholds:
                fields["threshold"].fail(f"阈值重复：{fields['threshold'].text()}")
            thresholds[fields["threshold"].text()] = _kind_of(folder, layers, fields)
    grounds = frozenset(_ids(folder, layers, "grounds", "ground"))
    chains = frozenset(_ids(folder, layers, "approval_chains", "chain"))
    return Words(sources, facts, roles, thresholds, grounds, chains)


def _kind_of(folder: _Folder, layers: list[str], fields: Mapping[str, Entry]) -> str:
    name = fields["threshold"].text()
    if "values" in fields:
        return threshold_kind(fields["values"])
    for layer in layers[1:]:
        for entry in folder.of(layer, "thresholds"):
            local = _peek(entry, "threshold", "values")
            if local["threshold"].text() == name and "values" in local:
                return threshold_kind(local["values"])
    return "number"


def _peek(entry: Entry, *names: str) -> dict[str, Entry]:
    """Some keys of a file that is read in full later; the first is required."""
    found = {str(key.node.value): value for key, value in entry.pairs() if str(key.node.value) in names}
    if names[0] not in found:
        entry.fail(f"缺少必填的键：{names[0]}")
    return found


def _ids(folder: _Folder, layers: list[str], kind: str, key: str) -> list[str]:
    out = []
    for layer in layers:
        for entry in folder.of(layer, kind):
            with folder.problems.tolerating():
                out.append(_peek(entry, key)[key].text())
    return out


def _sources(folder: _Folder) -> Sources:
    found: dict[str, list[Source]] = {}
    for entry in folder.under("sources").values():
        with folder.problems.tolerating():
            source = read_source(entry)
            for other in found.get(source.id, ()):
                if _overlap(source, other):
                    entry.fail(f"依据 {source.id} 的施行期间与 {other.path} 重叠")
            found.setdefault(source.id, []).append(source)
    return Sources({name: tuple(sorted(versions, key=lambda s: s.start)) for name, versions in found.items()})


def _overlap(one: Source, other: Source) -> bool:
    return (one.end is None or other.start <= one.end) and (other.end is None or one.start <= other.end)


def _named(folder: _Folder, kind: str, read: Callable[[Entry, Entry], T]) -> dict[str, T]:
    """Files that map names to entries (facts, roles); a name is declared once."""
    out: dict[str, T] = {}
    for entry in folder.of(NATIONAL, kind):
        with folder.problems.tolerating():
            for key, value in entry.pairs():
                with folder.problems.tolerating():
                    if key.text() in out:
                        key.fail(f"重复登记：{key.text()}")
                    out[key.text()] = read(key, value)
    return out


# --- layered norms -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Shelf:
    """Norms of one kind by id and layer."""

    folder: _Folder
    layers: list[str]
    kind: str
    key: str

    def files(self) -> list[tuple[str, str, Entry]]:
        """(layer, id, file), far layers first; duplicates and overlays of nothing are problems."""
        out: list[tuple[str, str, Entry]] = []
        seen: set[tuple[str, str]] = set()
        for layer in self.layers:
            for entry in self.folder.of(layer, self.kind):
                with self.folder.problems.tolerating():
                    name = _peek(entry, self.key)[self.key].text()
                    if (layer, name) in seen:
                        entry.fail(f"同一层级内重复：{name}")
                    seen.add((layer, name))
                    out.append((layer, name, entry))
        return out


def _assemble(
    folder: _Folder, layers: list[str], words: Words, jurisdictions: Mapping[str, tuple[str, ...]]
) -> Ingredients:
    heads, acts = _acts(folder, layers, words)
    thresholds, titles = _thresholds(folder, layers, words)
    return Ingredients(
        jurisdictions=jurisdictions,
        sources=words.sources,
        facts=words.facts,
        roles=words.roles,
        heads=heads,
        acts=acts,
        grounds=_grounds(folder, layers, words),
        clocks=_clocks(folder, layers, words),
        thresholds=thresholds,
        threshold_titles=titles,
        chains=_chains(folder, layers, words),
        circumstances=_circumstances(folder, layers, words),
        listings=_listings(folder, layers, words),
        notices=_notices(folder, layers),
        raw=_raw(folder, layers),
        digests=folder.digests,
        contents=folder.contents,
    )


def _acts(
    folder: _Folder, layers: list[str], words: Words
) -> tuple[dict[str, ActHead], dict[str, Layered[Conditions]]]:
    heads: dict[str, ActHead] = {}
    acts: dict[str, Layered[Conditions]] = {}
    for layer, name, entry in _Shelf(folder, layers, "acts", "act").files():
        with folder.problems.tolerating():
            overlay = name in heads
            if overlay:
                fields = entry.fields(("act", "values"), ("checked", "note"))
            else:
                heads[name] = read_act_head(entry, words)
                fields = _peek(entry, "values")
            dated = read_dated(
                fields["values"],
                lambda child, life, overlay=overlay: read_conditions(child, life, words, overlay),  # type: ignore[misc]
            )
            acts.setdefault(name, Layered()).by_layer[layer] = dated
    return {name: head for name, head in heads.items() if name in acts}, acts


def _grounds(folder: _Folder, layers: list[str], words: Words) -> dict[str, Layered[Conditions]]:
    out: dict[str, Layered[Conditions]] = {}
    for layer, name, entry in _Shelf(folder, layers, "grounds", "ground").files():
        with folder.problems.tolerating():
            overlay = name in out
            optional = ("checked", "note") if overlay else ("title", "checked", "note")
            fields = entry.fields(("ground", "values"), optional)
            read_checked(fields)
            dated = read_dated(
                fields["values"],
                lambda child, life, overlay=overlay: read_conditions(child, life, words, overlay),  # type: ignore[misc]
            )
            out.setdefault(name, Layered()).by_layer[layer] = dated
    return out


def _thresholds(
    folder: _Folder, layers: list[str], words: Words
) -> tuple[dict[str, Layered[Threshold]], dict[str, tuple[str, str]]]:
    out: dict[str, Layered[Threshold]] = {}
    titles: dict[str, tuple[str, str]] = {}
    units: dict[str, str] = {}
    for layer, name, entry in _Shelf(folder, layers, "thresholds", "threshold").files():
        with folder.problems.tolerating():
            if name in out:
                fields = entry.fields(("threshold", "values"), ("checked", "note"))
            else:
                fields = entry.fields(("threshold", "title"), ("unit", "values", "gap", "checked", "note"))
                titles[name] = (
                    fields["title"].text(),
                    fields["gap"].text() if "gap" in fields else "本地尚未录入该数额。",
                )
                units[name] = fields["unit"].text() if "unit" in fields else ""
                out[name] = Layered()
            read_checked(fields)
            if "values" in fields:
                out[name].by_layer[layer] = _dated_thresholds(
                    fields["values"], words, name, titles[name][0], units[name]
                )
    return out, titles


def _dated_thresholds(entry: Entry, words: Words, name: str, title: str, unit: str) -> Dated[Threshold]:
    return read_dated(entry, lambda child, life: read_threshold(child, life, words, name, title, unit))


def _titled(
    folder: _Folder, layers: list[str], kind: str, key: str, read: Callable[[Entry, str, str], Dated[T]]
) -> dict[str, Layered[T]]:
    """Norms that consist of an id, a title and dated values; overlays hold only id and values."""
    out: dict[str, Layered[T]] = {}
    titles: dict[str, str] = {}
    for layer, name, entry in _Shelf(folder, layers, kind, key).files():
        with folder.problems.tolerating():
            if name in titles:
                fields = entry.fields((key, "values"), ("checked", "note"))
            else:
                fields = entry.fields((key, "title", "values"), ("checked", "note"))
                titles[name] = fields["title"].text()
            read_checked(fields)
            dated = read(fields["values"], name, titles[name])
            out.setdefault(name, Layered()).by_layer[layer] = dated
    return out


def _chains(folder: _Folder, layers: list[str], words: Words) -> dict[str, Layered[ApprovalChain]]:
    def read(entry: Entry, name: str, title: str) -> Dated[ApprovalChain]:
        return read_dated(entry, lambda child, life: read_chain(child, life, words, name, title))

    return _titled(folder, layers, "approval_chains", "chain", read)


def _circumstances(folder: _Folder, layers: list[str], words: Words) -> dict[str, Layered[Circumstance]]:
    def read(entry: Entry, name: str, title: str) -> Dated[Circumstance]:
        return read_dated(entry, lambda child, life: read_circumstance(child, life, words, name, title))

    return _titled(folder, layers, "circumstances", "circumstance", read)


def _listings(folder: _Folder, layers: list[str], words: Words) -> dict[str, Layered[Listing]]:
    def read(entry: Entry, name: str, title: str) -> Dated[Listing]:
        return read_dated(entry, lambda child, life: read_listing(child, life, words, name, title))

    return _titled(folder, layers, "lists", "list", read)


def _clocks(folder: _Folder, layers: list[str], words: Words) -> dict[str, Layered[ClockNorm]]:
    out: dict[str, Layered[ClockNorm]] = {}
    heads: dict[str, ClockHead] = {}
    for layer, name, entry in _Shelf(folder, layers, "clocks", "clock").files():
        with folder.problems.tolerating():
            if name in out:
                fields = entry.fields(("clock", "values"), ("checked", "note"))
            else:
                fields = entry.fields(("clock", "title", "values"), _CLOCK_HEAD)
                heads[name] = _clock_head(name, fields)
            read_checked(fields)
            dated = _dated_clocks(fields["values"], words, heads[name])
            out.setdefault(name, Layered()).by_layer[layer] = dated
    return out


_CLOCK_HEAD = ("unit", "begins", "ends", "starts_with", "stops_with", "checked", "note")


def _clock_head(name: str, fields: Mapping[str, Entry]) -> ClockHead:
    return ClockHead(
        id=name,
        title=fields["title"].text(),
        begins=fields["begins"].text() if "begins" in fields else "",
        ends=fields["ends"].text() if "ends" in fields else "",
        starts_with=_list(fields, "starts_with"),
        stops_with=_list(fields, "stops_with"),
    )


def _dated_clocks(entry: Entry, words: Words, head: ClockHead) -> Dated[ClockNorm]:
    return read_dated(entry, lambda child, life: read_clock(child, life, words, head))


def _list(fields: Mapping[str, Entry], name: str) -> tuple[str, ...]:
    if name not in fields:
        return ()
    entry = fields[name]
    return entry.texts() if entry.is_sequence else (entry.text(),)


def _notices(folder: _Folder, layers: list[str]) -> dict[str, tuple[YearNotice, ...]]:
    out: dict[str, tuple[YearNotice, ...]] = {}
    for layer in layers:
        found: list[YearNotice] = []
        for entry in folder.of(layer, "holidays"):
            with folder.problems.tolerating():
                notice = read_notice(entry, layer)
                if any(other.year == notice.year for other in found):
                    entry.fail(f"{notice.year} 年放假通知重复")
                found.append(notice)
        out[layer] = tuple(sorted(found, key=lambda notice: notice.year))
    return out


def _raw(folder: _Folder, layers: list[str]) -> dict[str, tuple[RawNorm, ...]]:
    """Folders whose content other apps define: kept as plain values, duplicate keys still refused."""
    out: dict[str, list[RawNorm]] = {}
    for layer in layers:
        for name, entry in folder.under(layer).items():
            kind, _, rest = name.removeprefix(layer + "/").partition("/")
            if kind in _KNOWN or not rest:
                if not rest:
                    entry.note("规范文件应放在分类文件夹内")
                continue
            with folder.problems.tolerating():
                path = folder.last.get(name, name)
                raw = RawNorm(Path(rest).stem, layer, path, folder.digests[path], entry.plain())
                out.setdefault(kind, []).append(raw)
    return {kind: tuple(found) for kind, found in out.items()}
