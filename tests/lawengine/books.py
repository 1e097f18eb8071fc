"""Books for tests: the real norms, and small folders written for one test."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import dedent

from lawengine import NormBook, load

NORMS = Path(__file__).resolve().parents[2] / "norms"

SOURCE = """\
id: 示例法
title: 中华人民共和国示例法
from: 2020-01-01
counting: {working_days: {only: [2, 3, 5, 7]}}
verified: V
"""
INDEX = """\
jurisdictions:
  "430581": [national, provinces/hunan, bureaus/430581]
  "410802": [national]
"""
ROLES = "handler: {title: 承办人}\ndeputy_head: {title: 分管领导}\norgan_head: {title: 局长}\n"
FACTS = """\
done: {title: 已办, type: boolean}
given: {title: 已填, type: boolean, input: true}
never: {title: 从未, type: boolean, absent: false}
count: {title: 人数, type: integer}
amount: {title: 数额, type: decimal, input: true}
kind: {title: 类别, type: text, choices: {a: 甲, b: 乙}}
on: {title: 日期, type: date}
at: {title: 时刻, type: moment}
names: {title: 名单, type: set}
others: {title: 另一名单, type: set}
one: {title: 一人, type: text}
"""
ACT = """\
act: case.file
title: 立案
subject: case
by: [deputy_head]
values:
  2021-01-01:
    cites: [{law: 示例法, article: 1}]
    requires:
      - id: first
        test: {is_true: done}
        ground: 已办
        cure: 请先办
        cites: [{law: 示例法, article: 2}]
"""
BASE = {
    "index.yaml": INDEX,
    "sources/example.yaml": SOURCE,
    "national/roles/roles.yaml": ROLES,
    "national/facts/_shared.yaml": FACTS,
    "national/acts/case.file.yaml": ACT,
}


@cache
def real() -> NormBook:
    """The norms of the repository."""
    return load(NORMS)


def write(root: Path, **files: str) -> Path:
    """A small norms folder; keyword names use `__` for `/` and carry no suffix; an empty text leaves a file out."""
    texts = {**BASE, **{name.replace("__", "/") + ".yaml": dedent(text) for name, text in files.items()}}
    for name, text in texts.items():
        if text:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return root


def small(root: Path, **files: str) -> NormBook:
    return load(write(root, **files))


def act(requires: str, *, date: str = "2021-01-01") -> str:
    """An act file with one dated value and these requirements (indented by the caller from column 0)."""
    body = "\n".join(f"      {line}" for line in dedent(requires).strip().splitlines())
    return (
        "act: case.file\ntitle: 立案\nsubject: case\nby: [deputy_head]\nvalues:\n"
        f"  {date}:\n    cites: [{{law: 示例法, article: 1}}]\n    requires:\n{body}\n"
    )
