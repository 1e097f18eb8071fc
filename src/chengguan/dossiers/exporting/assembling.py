"""清单和核验页: from the parts to the complete list of files of an export."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final

from chengguan.dossiers.contents import ChainEntry, Contents, parse
from chengguan.dossiers.verifier.building import blank_page, issued_page, script
from chengguan.ledger.canonical import canonical, compact, sha256, sm3

from .parts import Absent, Evidence, Header, Part, written

FORMAT: Final = "chengguan-dossier/1"
MANIFEST, PAGE, SCRIPT, NOTE = "manifest.json", "核验.html", "核验.py", "说明.txt"
CONTENTS, LEDGER, NORMS = "目录.json", "台账.jsonl", "规则.json"


@dataclass(frozen=True)
class Package:
    """A whole export: every file in the order in which it is written. `manifest` names all of them but itself and the page."""

    parts: tuple[Part, ...]
    manifest: bytes

    @cached_property
    def manifest_sha256(self) -> str:
        return sha256(self.manifest)

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)


def assemble(
    sealed: str, content: Sequence[Part], absent: Sequence[Absent], evidence: Evidence, header: Header
) -> Package:
    """Put an export together. `sealed` is the canonical text of the contents, exactly as it was sealed."""
    contents = parse(sealed)
    points = [written(f"检查点/{point.day}.txt", "checkpoint", point.material) for point in evidence.points]
    parts = [
        *content,
        written(CONTENTS, "contents", sealed.encode()),
        written(LEDGER, "ledger", ledger_lines(evidence.entries)),
        written(NORMS, "norms", canonical({"books": evidence.books, "files": evidence.norms}).encode()),
        *points,
        written(SCRIPT, "verifier", script()),
        written(NOTE, "note", note(contents, header).encode()),
    ]
    blank = blank_page(_words(contents, header))
    manifest = canonical(
        {
            "format": FORMAT,
            "dossier": _dossier(contents, header),
            "export": {key: value for key, value in asdict(header).items() if key not in ("seal", "sealed_on")},
            "contents_sha256": sha256(sealed.encode()),
            "seal": dict(zip(("chain", "seq", "hash"), header.seal, strict=True)),
            "files": [part.row() for part in parts],
            "absent": [asdict(item) for item in absent],
            "entries": [_listed(entry) for entry in evidence.entries],
            "partial": list(evidence.partial),
            "checkpoints": [
                {name: value for name, value in vars(point).items() if name != "material"} | {"path": part.path}
                for point, part in zip(evidence.points, points, strict=True)
            ],
            "verifier": {"path": PAGE, "sha256": sha256(blank)},
        }
    ).encode()  # fmt: skip
    page = issued_page(blank, sha256=sha256(manifest), sm3=sm3(manifest))
    ends = (written(MANIFEST, "manifest", manifest), written(PAGE, "page", page))
    return Package((*parts, *ends), manifest)


def ledger_lines(entries: Sequence[ChainEntry]) -> bytes:
    """台账.jsonl: one entry a line, so that damage to one leaves the others readable."""
    return "".join(f"{compact(asdict(entry))}\n" for entry in entries).encode()


def _listed(entry: ChainEntry) -> dict[str, Any]:
    verdict = json.loads(entry.body).get("verdict") or {}
    title = verdict.get("title", entry.kind)
    return {"chain": entry.chain, "seq": entry.seq, "kind": entry.kind, "title": title, "hash": entry.hash}


def _dossier(contents: Contents, header: Header) -> dict[str, Any]:
    names = ("archive_number", "title", "bureau", "case_number", "party", "cause", "retention", "demo")
    return {**{name: getattr(contents, name) for name in names}, "sealed_on": header.sealed_on}


def _words(contents: Contents, header: Header) -> dict[str, str]:
    return {
        "archive_number": contents.archive_number,
        "title": contents.title,
        "bureau": contents.bureau,
        "case_number": contents.case_number,
        "made_at": header.made_at.replace("T", " ")[:16],
        "recipient": header.recipient,
        "reason": header.reason,
        "demo": "demo" if contents.demo else "",
    }


def note(contents: Contents, header: Header) -> str:
    """说明.txt: what lies here and how to check it."""
    media = (
        "音视频原件在“音视频”文件夹。"
        if header.with_media
        else "本次导出不含音视频原件，只列出其编号和摘要。"
    )
    return f"""{contents.title}
档号：{contents.archive_number}
立卷单位：{contents.bureau}
案号：{contents.case_number}
导出时间：{header.made_at.replace("T", " ")[:16]}
接收单位（人员）：{header.recipient}
导出事由：{header.reason}
{"本案卷是演示数据。" if contents.demo else ""}
一、内容
  案卷.pdf            装订成册的案卷（封面、卷内目录、正文、备考表）
  文书、证据          逐件的原始文件；文书另附签发时冻结的内容（.json）
  音视频              {media}
  目录.json           封卷时的卷内目录，其 SHA-256 摘要印在卷内备考表上
  台账.jsonl          本案在执法台账中的全部记录，每行一条
  规则.json           每一步所依据的规则文件
  检查点              台账的每日检查点（有的话）
  manifest.json       清单：以上每个文件的大小和摘要
  核验.html、核验.py  两个核验程序

二、核验
  用浏览器打开 核验.html，点“选择案卷文件夹”，选中本文件夹。全部计算在本机完成，不联网。
  也可以在装有 Python 3.9 以上版本的电脑上运行：python3 核验.py
  任何一个字节被改动，两个程序都会指出是哪个文件、哪一条台账。
  请把核验结果中的“卷内目录摘要”与卷内备考表比对，“清单摘要”与出具单位告知的比对。

三、注意
  不要改名、增加或者删除文件。含有当事人和执法人员的个人信息，只能用于导出事由所写的用途。
"""
