"""Amendments: the files of a dated pack laid over the norms folder, value by value; what stood before stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import yaml

from .reading import Entry, origin

AMENDMENTS: Final = "amendments/"
_DAY: Final = timedelta(days=1)
_IDS: Final = frozenset(
    {"act", "ground", "clock", "threshold", "list", "chain", "circumstance", "instrument", "id", "year"}
)
Pairs = list[tuple[yaml.Node, yaml.Node]]


def with_amendment(contents: Mapping[str, bytes], pack: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a book with those of a pack beside them; packs are laid over in the order of their names."""
    return {**contents, **{f"{AMENDMENTS}{pack}/{path}": content for path, content in files.items()}}


def place_of(name: str) -> tuple[str, str]:
    """Pack ("" for the folder itself) and place in the norms folder of a file of a book."""
    if not name.startswith(AMENDMENTS):
        return "", name
    pack, _, path = name.removeprefix(AMENDMENTS).partition("/")
    return pack, path


def amended(base: Entry, change: Entry) -> Entry:
    """The file with the change in it.

    `values` of the change are added by date (`extends: true` keeps the requirements of the value before);
    `ended: date` closes the last value on the eve of that day; any other key replaces the key of the same name.
    Problems: another id, a date that has a value already. The result stands under the name of the first file.
    """
    found: Pairs = _owned(base)
    names = {str(key.value): place for place, (key, _) in enumerate(found)}
    for key, value in change.pairs():
        name = str(key.node.value)
        if name == "ended":
            _end(found, names, value)
        elif name == "values" and name in names and value.is_mapping:
            _add_values(found, names[name], base, value)
        elif name not in names:
            found.append((_mark(key.node, key.path), _mark(value.node, value.path)))
        else:
            _same_id(name, found[names[name]][1], value)
            found[names[name]] = (_mark(key.node, key.path), _mark(value.node, value.path))
    return Entry(_mapping(base.node, found), base.path, base.problems)


def _same_id(name: str, before: yaml.Node, value: Entry) -> None:
    if name in _IDS and isinstance(before, yaml.ScalarNode) and before.value != value.node.value:
        value.fail(f"同一文件的 {name} 不得改变：原为 {before.value}")


def _add_values(found: Pairs, place: int, base: Entry, values: Entry) -> None:
    node = found[place][1]
    before = Entry(node, origin(node, base.path), base.problems)
    pairs = _owned(before)
    taken = {str(key.value) for key, _ in pairs}
    for key, value in values.pairs():
        if str(key.node.value) in taken:
            key.note(f"{key.node.value} 起的值已经存在，变更须用另一施行日期")
            continue
        own = _extended(pairs, key, value) if _extends(value) else _mark(value.node, value.path)
        pairs.append((_mark(key.node, key.path), own))
    found[place] = (found[place][0], _mark(_mapping(node, pairs), before.path))


def _extends(value: Entry) -> bool:
    return value.is_mapping and any(
        name.node.value == "extends" and child.node.value == "true" for name, child in value.pairs()
    )


def _extended(pairs: Pairs, key: Entry, value: Entry) -> yaml.Node:
    """The value before with further requirements; one of the same id is replaced."""
    earlier = [pair for pair in pairs if str(pair[0].value) < str(key.node.value)]
    if not earlier:
        value.fail("没有可以承接的前一版本（extends）")
    last = max(earlier, key=lambda pair: str(pair[0].value))[1]
    before = Entry(last, origin(last, value.path), value.problems)
    found = {str(name.node.value): (name.node, child) for name, child in before.pairs()}
    own = {
        str(name.node.value): (name.node, child)
        for name, child in value.pairs()
        if name.node.value != "extends"
    }
    merged: Pairs = []
    for name, (node, child) in {**found, **own}.items():
        kept = child.node
        if name == "requires" and name in found and name in own:
            kept = _requirements(found[name][1], own[name][1])
        if name != "until" or name in own:
            merged.append((node, _mark(kept, child.path)))
    return _mark(_mapping(value.node, merged), value.path)


def _requirements(before: Entry, added: Entry) -> yaml.Node:
    rows: dict[str, yaml.Node] = {}
    for part in (*before.sequence(), *added.sequence()):
        name = next((str(v.node.value) for k, v in part.pairs() if k.node.value in ("id", "use")), "")
        rows[name] = _mark(part.node, part.path)
    node = added.node
    return yaml.SequenceNode(node.tag, list(rows.values()), node.start_mark, node.end_mark)


def _end(found: Pairs, names: Mapping[str, int], ended: Entry) -> None:
    """Close the last value on the eve of the day."""
    first: date = ended.day()
    if "values" not in names:
        ended.fail("没有可以终止的值（values）")
    key, values = found[names["values"]]
    rows: Pairs = list(values.value)
    place, (start, last) = max(enumerate(rows), key=lambda row: str(row[1][0].value))
    if date.fromisoformat(str(start.value)) >= first or not isinstance(last, yaml.MappingNode):
        ended.fail(f"终止日期应晚于最后一个值的施行日期 {start.value}")
    text = yaml.ScalarNode(
        "tag:yaml.org,2002:str", (first - _DAY).isoformat(), ended.node.start_mark, ended.node.end_mark
    )
    word = yaml.ScalarNode("tag:yaml.org,2002:str", "until", ended.node.start_mark, ended.node.end_mark)
    inner = [pair for pair in last.value if pair[0].value != "until"]
    where = origin(last, origin(values, ended.path))
    closed = _mapping(last, [*inner, (_mark(word, ended.path), _mark(text, ended.path))])
    rows[place] = (start, _mark(closed, where))
    found[names["values"]] = (key, _mark(_mapping(values, rows), origin(values, ended.path)))


def _owned(entry: Entry) -> Pairs:
    """Key and value nodes that know the file they were written in."""
    return [(_mark(key.node, key.path), _mark(value.node, value.path)) for key, value in entry.pairs()]


def _mapping(like: yaml.Node, pairs: Pairs) -> yaml.MappingNode:
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, like.start_mark, like.end_mark)


def _mark(node: yaml.Node, path: str) -> yaml.Node:
    node.origin = path  # type: ignore[attr-defined]
    return node
