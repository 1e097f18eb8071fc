"""Reading YAML with the line of every node, and collecting every problem instead of stopping at the first.

Norm files are edited by legal staff, so problems are worded in Chinese and name file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = "tag:yaml.org,2002:int"
_FLOAT = "tag:yaml.org,2002:float"
_BOOLEAN = "tag:yaml.org,2002:bool"
_NULL = "tag:yaml.org,2002:null"
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_TRUE = frozenset({"true", "True", "TRUE", "yes", "Yes", "on", "On"})


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One defect of a norm file: path relative to the norms folder, 1-based line, what is wrong."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class NormError(Exception):
    """规范文件有误: the norms folder does not load; `problems` lists every defect with file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Unreadable(Exception):
    """Raised after a problem was recorded, to leave the entry that cannot be read."""


class Problems:
    """The growing list of defects of one load."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, path: str, line: int, message: str) -> None:
        self.found.append(Problem(path, line, message))

    @contextmanager
    def tolerating(self) -> Iterator[None]:
        """Carry on with the next entry when this one was unreadable (its problem is already recorded)."""
        with suppress(Unreadable):
            yield

    def raise_if_any(self) -> None:
        if self.found:
            raise NormError(self.found)


def origin(node: yaml.Node, path: str) -> str:
    """The file a node was written in: `path`, unless an amendment put the node there from a file of its own."""
    return str(getattr(node, "origin", path))


@dataclass(frozen=True, slots=True)
class Entry:
    """A YAML node that knows where it stands and reports what is wrong with it."""

    node: yaml.Node
    path: str
    problems: Problems

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def note(self, message: str) -> None:
        """Record a problem here and go on."""
        self.problems.add(self.path, self.line, message)

    def fail(self, message: str) -> NoReturn:
        """Record a problem here and give up this entry."""
        self.note(message)
        raise Unreadable

    def pairs(self) -> list[tuple[Entry, Entry]]:
        """Key and value of a mapping in file order; duplicate keys are problems."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fail("此处应为映射（键: 值）")
        seen: set[str] = set()
        out: list[tuple[Entry, Entry]] = []
        for key, value in self.node.value:
            name = Entry(key, origin(key, self.path), self.problems)
            if not isinstance(key, yaml.ScalarNode):
                name.note("键应为单个值")
                continue
            if key.value in seen:
                name.note(f"键重复：{key.value}")
                continue
            seen.add(key.value)
            out.append((name, Entry(value, origin(value, self.path), self.problems)))
        return out

    def fields(self, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> dict[str, Entry]:
        """A mapping with a closed set of keys; unknown and missing keys are problems."""
        out: dict[str, Entry] = {}
        for key, value in self.pairs():
            name = str(key.node.value)
            if name in required or name in optional:
                out[name] = value
            else:
                key.note(f"未知的键：{name}")
        missing = [name for name in required if name not in out]
        if missing:
            self.fail("缺少必填的键：" + "、".join(missing))
        return out

    def sequence(self) -> list[Entry]:
        if not isinstance(self.node, yaml.SequenceNode):
            self.fail("此处应为列表")
        return [Entry(child, origin(child, self.path), self.problems) for child in self.node.value]

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_sequence(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_null(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == _NULL

    def scalar(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or self.is_null:
            self.fail("此处应为单个值")
        return str(self.node.value)

    def text(self) -> str:
        value = self.scalar().strip()
        if not value:
            self.fail("此处不应为空")
        return value

    def texts(self) -> tuple[str, ...]:
        return tuple(child.text() for child in self.sequence())

    def one_of(self, allowed: tuple[str, ...]) -> str:
        value = self.text()
        if value not in allowed:
            self.fail(f"取值应为 {'、'.join(allowed)} 之一，实为 {value}")
        return value

    def integer(self) -> int:
        if self.scalar() and self.node.tag != _INTEGER:
            self.fail(f"此处应为整数，实为 {self.node.value}")
        return int(str(self.node.value).replace("_", ""), 10)

    def decimal(self) -> Decimal:
        try:
            return Decimal(self.scalar().replace("_", ""))
        except InvalidOperation:
            self.fail(f"此处应为数字，实为 {self.node.value}")

    def boolean(self) -> bool:
        value = self.scalar()
        if self.node.tag != _BOOLEAN:
            self.fail(f"此处应为 true 或 false，实为 {value}")
        return value in _TRUE

    def day(self) -> date:
        value = self.scalar()
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"此处应为日期（年-月-日），实为 {value}")

    def plain(self) -> Any:
        """The node as plain Python values (dates stay dates, numbers with a point become Decimal)."""
        if self.is_mapping:
            return {str(key.node.value): value.plain() for key, value in self.pairs()}
        if self.is_sequence:
            return [child.plain() for child in self.sequence()]
        return self._plain_scalar()

    def _plain_scalar(self) -> Any:
        if self.is_null:
            return None
        readers: Mapping[str, Any] = {
            _INTEGER: self.integer,
            _FLOAT: self.decimal,
            _BOOLEAN: self.boolean,
            _TIMESTAMP: self._timestamp,
        }
        return readers.get(str(self.node.tag), self.scalar)()

    def _timestamp(self) -> Any:
        value = self.scalar()
        return date.fromisoformat(value) if len(value) == 10 else value


def read_yaml(content: bytes, path: str, problems: Problems) -> Entry | None:
    """The root entry of one file, or None (with a problem) when it is not one YAML document."""
    try:
        node = yaml.compose(content.decode("utf-8"), Loader=_LOADER)
    except UnicodeDecodeError:
        problems.add(path, 1, "文件不是 UTF-8 编码")
        return None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.add(path, line, f"不是有效的 YAML：{error.problem}")
        return None
    except yaml.YAMLError as error:
        problems.add(path, 1, f"不是有效的 YAML：{error}")
        return None
    if node is None:
        problems.add(path, 1, "文件为空")
        return None
    _lighten(node)
    return Entry(node, path, problems)


class _Place(NamedTuple):
    """What is told of where a node stands."""

    line: int


_place = lru_cache(maxsize=None)(_Place)


def _lighten(node: yaml.Node) -> None:
    """Keep the line alone of where each node stands: hundreds of files are held at once while a book is compiled."""
    if isinstance(node.start_mark, _Place):
        return  # seen already: one node named in several places
    node.start_mark, node.end_mark = _place(node.start_mark.line), None
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _lighten(key)
            _lighten(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _lighten(item)
