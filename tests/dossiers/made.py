"""An invented dossier of any size, exported without a database: what the two verifiers are tried on."""

from __future__ import annotations

import hashlib
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chengguan.dossiers.contents import ChainEntry, Contents, Footage, FootageMark, Paper
from chengguan.dossiers.exporting.assembling import Package, assemble
from chengguan.dossiers.exporting.parts import Absent, Evidence, Header, Part, Point, file_name, written
from chengguan.dossiers.exporting.writing import write_folder
from chengguan.ledger.canonical import canonical, sha256, sm3
from lawengine.proof import GENESIS, material

DAY = 1_714_957_200_000_000


def chain(key: str, acts: list[tuple[str, str, dict[str, Any]]], book: str = "") -> list[ChainEntry]:
    """Entries of one chain, hashed as the ledger hashes them."""
    entries: list[ChainEntry] = []
    previous = GENESIS
    for seq, (kind, title, body) in enumerate(acts, 1):
        text = canonical(
            {"actor": {"name": "测试01"}, "verdict": {"title": title}, "sets": {}, "data": {}, "documents": [], "book": book, **body}
        )  # fmt: skip
        at = DAY + seq * 3_600_000_000
        covered = material(previous, key, seq, kind, at, text)
        entries.append(ChainEntry(key, seq, kind, at, previous, sha256(covered), sm3(covered), text))
        previous = entries[-1].hash
    return entries


class Made:
    """The pieces of an invented dossier; `package()` puts them together as an export does."""

    def __init__(
        self,
        papers: int = 6,
        footage: int = 2,
        *,
        with_media: bool = True,
        media_bytes: int = 4000,
        film: bytes = b"",
    ) -> None:
        chance = random.Random(7)
        self.parts: list[Part] = []
        self.absent: list[Absent] = []
        self.with_media = with_media
        self.rules = {"national/acts/case.file.yaml": "act: case.file\ntitle: 立案\n"}
        self.book = {name: sha256(text.encode()) for name, text in self.rules.items()}
        lines = "".join(f"{name} {digest}\n" for name, digest in sorted(self.book.items()))
        self.digest = sha256(lines.encode())
        self.pdf = b"%PDF-1.7\n" + chance.randbytes(5000)
        self.papers = [self._paper(place, chance) for place in range(1, papers + 1)]
        self.footage = [
            self._footage(place, film or chance.randbytes(media_bytes)) for place in range(1, footage + 1)
        ]
        self.sealed = canonical(asdict(self._contents()))

    def _paper(self, place: int, chance: random.Random) -> Paper:
        title, key = ("处罚决定书", "询问笔录", "现场照片")[place % 3], f"i-{place}"
        frozen = canonical({"title": title, "place": place}).encode()
        content = b"%PDF-1.7\n" + chance.randbytes(600)
        folder = "证据" if title == "现场照片" else "文书"
        facts = "" if folder == "证据" else sha256(frozen)
        self.parts.append(written(f"{folder}/{file_name(place, title, 'pdf')}", "paper", content, key))
        if facts:
            self.parts.append(written(f"{folder}/{file_name(place, title, 'json')}", "facts", frozen, key))
        return Paper(key, title, f"测罚字〔2024〕{place}号", "2024-05-06", "测试01", 2 * place - 1, 2 * place, "application/pdf", sha256(content), facts)  # fmt: skip

    def _footage(self, place: int, content: bytes) -> Footage:
        key, name = f"v-{place:04d}", file_name(place, f"LX-{place:04d}", "mp4", mark="V")
        part = written(f"音视频/{name}", "footage", content, key)
        if self.with_media:
            self.parts.append(part)
        else:
            self.absent.append(
                Absent(part.path, key, part.size, part.sha256, part.sm3, "本次导出不含音视频原件")
            )
        marks = (FootageMark("show_credential", "出示执法证", 1200, 3000),)
        return Footage(key, f"LX-{place:04d}", f"现场{place}.mp4", "录像", "C-1", "测试01", "2024-05-06T09:10:00+08:00", 4000, "示范路8号", part.size, "video/mp4", part.sha256, part.sm3, marks)  # fmt: skip

    def _contents(self) -> Contents:
        return Contents("chengguan-dossier/1", "430581-2024-CF-0007", "30年", "演示市甲乙建筑工程有限公司擅自占用城市道路案", "武冈市城市管理和综合执法局", "武城管立字〔2024〕7号", "擅自占用城市道路", "演示市甲乙建筑工程有限公司", "2024-05-06", "2024-06-20", "罚款", ("测试01", "测试02"), tuple(self.papers), tuple(self.footage), 2 * len(self.papers), "2024-06-25T10:00:00+08:00", True)  # fmt: skip

    def entries(self) -> list[ChainEntry]:
        papers = [paper for paper in self.papers if paper.facts_sha256]
        acts = [("case.file", "立案", {"norms": self.book})]
        acts += [
            ("case.serve", "送达", {"documents": [{"kind": "paper", "number": paper.number, "sha256": paper.facts_sha256}]})
            for paper in papers
        ]  # fmt: skip
        sealing = {
            "dossier_sealed_sha256": sha256(self.sealed.encode()),
            "dossier_pdf_sha256": sha256(self.pdf),
        }
        found = chain("lead/1", [("lead.register", "登记线索", {})], self.digest)
        found += chain("case/1", acts, self.digest)
        found += chain(
            "dossier/1",
            [("dossier.prepare", "编制案卷", {}), ("dossier.seal", "封卷", {"sets": sealing})],
            self.digest,
        )
        for item in self.footage:
            received = [{"kind": "recording", "number": item.number, "sha256": item.sha256}]
            found += chain(
                f"recording/{item.key[2:]}", [("recording.receive", "录像入库", {"documents": received})]
            )
        return found

    def point(self, entries: list[ChainEntry]) -> Point:
        ends = {entry.chain: entry.hash for entry in entries}
        heads = sorted(f"{key} {digest}" for key, digest in {**ends, "case/9": "9" * 64}.items())
        text = "\n".join(heads).encode()
        covered = b"\n2024-06-30\n" + text
        return Point("2024-06-30", 900, len(heads), "", sha256(covered), sm3(covered), text)

    def package(self, *, entries: list[ChainEntry] | None = None, sealed: str = "") -> Package:
        proof = self.entries() if entries is None else entries
        seal = next((entry for entry in proof if entry.kind == "dossier.seal"), proof[-1])
        evidence = Evidence(
            tuple(proof),
            tuple(f"recording/{item.key[2:]}" for item in self.footage),
            (self.point(proof),),
            {self.digest: self.book},
            {self.book[name]: text for name, text in self.rules.items()},
        )
        header = Header("e1", "2024-07-01T09:00:00+08:00", "应诉举证", "武冈市人民法院", "测试09", self.with_media, "2024-06-26", (seal.chain, seal.seq, seal.hash))  # fmt: skip
        content = [*self.parts, written("案卷.pdf", "pdf", self.pdf)]
        return assemble(sealed or self.sealed, content, self.absent, evidence, header)

    def write(self, root: Path) -> Path:
        write_folder(self.package().parts, root)
        return root


def flip(path: Path, at: int, bit: int = 0) -> None:
    """Change one bit of a file."""
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1 << bit
    path.write_bytes(bytes(content))


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
