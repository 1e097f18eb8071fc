"""Ways in which a dossier can be altered, and what has to be named for each. Used against both verifiers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.dossiers.made import Made, flip

from chengguan.ledger.canonical import compact

Alter = Callable[[Path], None]


def first(root: Path, pattern: str) -> Path:
    return sorted(root.glob(pattern))[0]


def in_bytes(path: Path, old: bytes, new: bytes) -> None:
    """Replace one place, which must be there, by something of the same length."""
    content = path.read_bytes()
    assert old in content and len(old) == len(new)
    path.write_bytes(content.replace(old, new, 1))


def line(root: Path, place: int, old: str, new: str) -> None:
    path = root / "台账.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")
    assert old in lines[place - 1], old
    lines[place - 1] = lines[place - 1].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="utf-8", newline="")


def forged_body(root: Path) -> None:
    """The body of entry 3 changed and its own hashes computed anew, as a forger would."""
    from chengguan.ledger.canonical import sha256, sm3
    from lawengine.proof import material

    path = root / "台账.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")
    entry = json.loads(lines[2])
    entry["body"] = entry["body"].replace("测试01", "测试99")
    covered = material(*(entry[name] for name in ("previous", "chain", "seq", "kind", "at_us", "body")))
    entry["hash"], entry["hash_sm3"] = sha256(covered), sm3(covered)
    lines[2] = compact(entry)
    path.write_text("\n".join(lines), encoding="utf-8", newline="")


def slot(root: Path, name: str) -> None:
    """One digit of a digest that stands in the page."""
    path = root / "核验.html"
    content = path.read_text(encoding="utf-8")
    found = re.search(f'data-{name}="(.)', content)
    assert found is not None
    digit = "1" if found[1] != "1" else "2"
    path.write_text(content.replace(found[0], f'data-{name}="{digit}', 1), encoding="utf-8", newline="")


def swapped(root: Path) -> None:
    one, other = sorted(root.glob("文书/*.pdf"))[:2]
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)


def removed(root: Path) -> None:
    first(root, "证据/*").unlink()


def added(root: Path) -> None:
    (root / "文书" / "999 补充说明.pdf").write_bytes(b"%PDF-1.7 late")


ALTERED: Final[dict[str, tuple[Alter, str]]] = {
    "manifest": (lambda root: flip(root / "manifest.json", 5000), "manifest.json"),
    "bound": (lambda root: flip(root / "案卷.pdf", 2000), "案卷.pdf"),
    "paper": (lambda root: flip(first(root, "文书/*.pdf"), 300), "文书/001 询问笔录.pdf"),
    "facts": (lambda root: flip(first(root, "文书/*.json"), 12), "文书/001 询问笔录.json"),
    "media": (lambda root: flip(first(root, "音视频/*"), 3999), "音视频/V001 LX-0001.mp4"),
    "catalogue": (lambda root: flip(root / "目录.json", 700), "目录.json"),
    "norms": (lambda root: flip(root / "规则.json", 60), "规则.json"),
    "checkpoint": (lambda root: flip(first(root, "检查点/*"), 40), "检查点/2024-06-30.txt"),
    "script": (lambda root: flip(root / "核验.py", 9000), "核验.py"),
    "note": (lambda root: flip(root / "说明.txt", 20), "说明.txt"),
    "page": (
        lambda root: in_bytes(root / "核验.html", "请逐字比对".encode(), "请大致比对".encode()),
        "核验.html",
    ),
    "page_sha256": (lambda root: slot(root, "sha256"), "核验.html"),
    "page_sm3": (lambda root: slot(root, "sm3"), "核验.html"),
    "entry_body": (lambda root: line(root, 3, "测试01", "测试99"), "台账.jsonl#3"),
    "entry_hash": (lambda root: line(root, 2, '"hash":"', '"hash":"f'), "台账.jsonl#2"),
    "entry_sm3": (lambda root: line(root, 4, '"hash_sm3":"', '"hash_sm3":"f'), "台账.jsonl#4"),
    "entry_broken": (lambda root: line(root, 2, "{", "<"), "台账.jsonl#2"),
    "entry_forged": (forged_body, "台账.jsonl#3"),
    "entry_time": (lambda root: line(root, 1, '"at_us":17', '"at_us":18'), "台账.jsonl#1"),
    "line_break": (lambda root: line(root, 2, '"kind"', '\n"kind"'), "台账.jsonl"),
    "removed": (removed, "证据/002 现场照片.pdf"),
    "added": (added, "文书/999 补充说明.pdf"),
    "swapped": (swapped, "文书/001 询问笔录.pdf"),
}


def dossier(root: Path) -> Path:
    return Made().write(root)
