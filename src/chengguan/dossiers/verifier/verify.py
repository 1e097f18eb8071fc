#!/usr/bin/env python3
"""案卷核验: checks an exported dossier without the system it came from. Needs Python 3.9 or later and nothing else.

    python3 核验.py [folder or zip]

Without an argument the folder of this script is checked. Exit status 0: nothing was changed; 1: something was, and it is named.
The page 核验.html makes the same checks under the same names.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

MANIFEST, PAGE, FORMAT, GENESIS = "manifest.json", "核验.html", "chengguan-dossier/1", "0" * 64
PIECE = 1 << 20
SLOW_LIMIT = 1 << 20
STRAY = (".DS_Store", "Thumbs.db", "desktop.ini")
CHECKS = {
    "manifest": "清单没有改动",
    "verifier": "核验程序没有改动",
    "files": "清单上的文件齐全，内容与登记的 SHA-256、SM3 一致",
    "extra": "没有清单以外的文件",
    "contents": "卷内目录与封卷时一致，页码连续",
    "chain": "台账每一条的内容、哈希和前后衔接",
    "seal": "封卷记录登记的摘要与卷内目录一致",
    "checkpoints": "台账与所附的每日检查点一致",
    "documents": "文书的内容与签发时台账登记的摘要一致",
    "footage": "音视频原件与入库时台账登记的摘要一致",
    "norms": "每一步所依据的规则与台账记录的摘要一致",
}
SUBJECTS = {"lead": "线索", "case": "案件", "dossier": "案卷", "recording": "音视频"}
Row = dict[str, Any]


class Report:
    """What was found: faults as (check, file or entry, words)."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, str, str]] = []
        self.notes: list[str] = []
        self.skipped: set[str] = set()
        self.digests = ("", "")
        self.manifest: Row = {}
        self.files = self.entries = self.anchored = self.bytes = 0

    @property
    def ok(self) -> bool:
        return not self.faults

    def fault(self, check: str, where: str, text: str) -> None:
        self.faults.append((check, where, text))

    def has(self, check: str) -> bool:
        return any(fault[0] == check for fault in self.faults)

    def skip(self, checks: Iterable[str], why: str) -> None:
        self.skipped.update(check for check in checks if not self.has(check))
        self.notes.append(why)

    def lines(self) -> Iterator[str]:
        """The report in words."""
        for check, title in CHECKS.items():
            state = "不通过" if self.has(check) else "未核对" if check in self.skipped else "通过"
            yield f"{state:　<3}  {title}"
            yield from (f"          {where}：{text}" for name, where, text in self.faults if name == check)
        yield from (f"说明：{note}" for note in self.notes)
        dossier = self.manifest.get("dossier", {})
        yield f"档号：{dossier.get('archive_number', '')}  共核对 {self.files} 个文件、{self.entries} 条台账，其中 {self.anchored} 条有检查点"
        yield f"卷内目录摘要（SHA-256）：{self.manifest.get('contents_sha256', '')}"
        yield f"清单摘要（SHA-256）：{self.digests[0]}"
        yield f"清单摘要（SM3）：{self.digests[1]}"
        yield "请将上面的摘要与卷内备考表、出具单位告知的摘要逐字比对。"
        yield "结论：" + (
            "案卷完整，没有发现改动" if self.ok else f"案卷不能作为依据：发现 {len(self.faults)} 处问题"
        )


# --- where the files lie -----------------------------------------------------------------------------------


class Folder:
    """An unpacked dossier."""

    def __init__(self, root: Path) -> None:
        found = (path for path in root.rglob("*") if path.is_file())
        self.paths = {_nfc(path.relative_to(root).as_posix()): path for path in found}

    def size(self, name: str) -> int:
        return self.paths[name].stat().st_size

    def open(self, name: str) -> IO[bytes]:
        return self.paths[name].open("rb")


class Archive:
    """A dossier still in its ZIP file: the folder above manifest.json is its root."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path)
        names = [name for name in self.zip.namelist() if not name.endswith("/")]
        tops = sorted((name[: -len(MANIFEST)] for name in names if name.split("/")[-1] == MANIFEST), key=len)
        top = tops[0] if tops else ""
        self.paths = {_nfc(name[len(top) :] if name.startswith(top) else name): name for name in names}

    def size(self, name: str) -> int:
        return self.zip.getinfo(self.paths[name]).file_size

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(self.paths[name])


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _read(source: Any, name: str) -> bytes:
    """The content of a small file; empty when it is not there or cannot be read."""
    try:
        with source.open(name) as file:
            return bytes(file.read())
    except (OSError, KeyError, zipfile.BadZipFile):
        return b""


# --- digests -----------------------------------------------------------------------------------------------

SM3_START = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)
NATIVE_SM3 = "sm3" in hashlib.algorithms_available


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sm3(data: bytes) -> str:
    """SM3 (GB/T 32905-2016), by OpenSSL where it is there, else by hand (slow)."""
    return hashlib.new("sm3", data).hexdigest() if NATIVE_SM3 else plain_sm3(data)


def _turn(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & 0xFFFFFFFF if by else word


def plain_sm3(data: bytes) -> str:
    """SM3 in plain Python."""
    state = list(SM3_START)
    padded = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + (len(data) * 8).to_bytes(8, "big")
    for at in range(0, len(padded), 64):
        state = _sm3_block(state, padded[at : at + 64])
    return "".join(f"{word:08x}" for word in state)


def _sm3_block(state: list[int], block: bytes) -> list[int]:
    w = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 68):
        x = w[i - 16] ^ w[i - 9] ^ _turn(w[i - 3], 15)
        w.append(x ^ _turn(x, 15) ^ _turn(x, 23) ^ _turn(w[i - 13], 7) ^ w[i - 6])
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        turned = _turn(a, 12)
        one = _turn((turned + e + _turn(0x79CC4519 if i < 16 else 0x7A879D8A, i)) & 0xFFFFFFFF, 7)
        low = a ^ b ^ c if i < 16 else (a & b) | (a & c) | (b & c)
        high = e ^ f ^ g if i < 16 else (e & f) | (~e & g)
        x = (low + d + (one ^ turned) + (w[i] ^ w[i + 4])) & 0xFFFFFFFF
        y = (high + h + one + w[i]) & 0xFFFFFFFF
        a, b, c, d, e, f, g, h = x, a, _turn(b, 9), c, y ^ _turn(y, 9) ^ _turn(y, 17), e, _turn(f, 19), g
    return [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]  # noqa: B905 - Python 3.9


def _digests(file: IO[bytes], with_sm3: bool) -> tuple[str, str]:
    """SHA-256 and SM3 of a file, piece by piece; SM3 is empty where it would take too long by hand."""
    one, two, held = hashlib.sha256(), hashlib.new("sm3") if NATIVE_SM3 else None, b""
    for piece in iter(lambda: file.read(PIECE), b""):
        one.update(piece)
        if two is not None:
            two.update(piece)
        elif with_sm3:
            held += piece
    if two is not None:
        return one.hexdigest(), two.hexdigest()
    return one.hexdigest(), plain_sm3(held) if with_sm3 else ""


# --- the manifest and the page -----------------------------------------------------------------------------


def verify(source: Any, tell: Callable[[str], object] = lambda path: None) -> Report:
    """Check a whole dossier. Malformed input is a fault, never an exception."""
    report = Report()
    try:
        slots = _slots(_read(source, PAGE)) if PAGE in source.paths else None
        if _check_manifest(source, slots, report):
            _check_verifier(source, slots, report)
            _check_all(report.manifest, source, report, tell)
        else:
            others = [check for check in CHECKS if check != "manifest"]
            report.skip(others, "清单不可靠，其余各项没有核对的依据。")
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, zipfile.BadZipFile) as error:
        report.fault("manifest", MANIFEST, f"清单残缺或者格式有误（{type(error).__name__} {error}）")
    return report


def _slots(page: bytes) -> Any:
    """Digests written into 核验.html, and the SHA-256 of the page with those places set to zeros. None when they are not there."""
    found, blank = {}, page
    for name in ("sha256", "sm3"):
        mark = f'data-{name}="'.encode()
        at = page.find(mark) + len(mark)
        if at < len(mark):
            return None
        found[name] = page[at : at + 64].decode("latin-1")
        blank = blank[:at] + b"0" * len(page[at : at + 64]) + blank[at + 64 :]
    return dict(found, blank=sha256(blank))


def _check_manifest(source: Any, slots: Any, report: Report) -> bool:
    if MANIFEST not in source.paths:
        report.fault("manifest", MANIFEST, "没有找到清单文件，请选择解压后的整个案卷文件夹")
        return False
    content = _read(source, MANIFEST)
    report.digests = (sha256(content), sm3(content))
    if slots is not None:
        same = (slots["sha256"] == report.digests[0], slots["sm3"] == report.digests[1])
        if not any(same):
            report.fault("manifest", MANIFEST, "清单与核验页内记载的摘要不符，清单被改动")
            return False
        if not all(same):
            report.fault("verifier", PAGE, "核验页内记载的清单摘要被改动")
    manifest = json.loads(content)
    if manifest["format"] != FORMAT:
        raise ValueError(f"不是 {FORMAT} 格式")
    report.manifest = manifest
    return True


def _check_verifier(source: Any, slots: Any, report: Report) -> None:
    if PAGE not in source.paths:
        report.fault("verifier", PAGE, "缺少这个文件")
    elif slots is None or slots["blank"] != report.manifest["verifier"]["sha256"]:
        report.fault("verifier", PAGE, "核验页的内容被改动")


# --- the files ---------------------------------------------------------------------------------------------


def _check_all(manifest: Row, source: Any, report: Report, tell: Callable[[str], object]) -> None:
    whole = _check_files(manifest, source, report, tell)
    _check_extra(manifest, source, report)
    contents = _check_contents(manifest, source, report)
    bodies = _check_chain(manifest, source, report)
    if report.has("chain"):
        rest = ("seal", "checkpoints", "documents", "footage", "norms")
        report.skip(rest, "台账有问题，以台账为依据的各项没有核对。")
        return
    _check_checkpoints(manifest, source, whole, report)
    _check_norms(manifest, source, whole, bodies, report)
    if contents is None:
        report.skip(("seal", "documents", "footage"), "卷内目录有问题，以目录为依据的各项没有核对。")
        return
    _check_seal(manifest, bodies, report)
    _check_documents(manifest, contents, bodies, report)
    _check_footage(manifest, contents, bodies, report)


def _check_files(manifest: Row, source: Any, report: Report, tell: Callable[[str], object]) -> set[str]:
    whole = set()
    left_out = 0
    for file in manifest["files"]:
        tell(file["path"])
        slow = not NATIVE_SM3 and file["size"] >= SLOW_LIMIT
        left_out += slow
        fault = _file_fault(file, source, slow)
        if fault:
            report.fault("files", file["path"], fault)
        else:
            whole.add(file["path"])
        report.files += 1
        report.bytes += file["size"]
    if left_out:
        report.notes.append(f"本机的 Python 不带 SM3：{left_out} 个 1 MB 以上的文件只核对了 SHA-256。")
    return whole


def _file_fault(file: Row, source: Any, slow: bool) -> str:
    if file["path"] not in source.paths:
        return "缺少这个文件"
    try:
        size = source.size(file["path"])
        if size != file["size"]:
            return f"大小为 {size} 字节，清单登记 {file['size']} 字节"
        with source.open(file["path"]) as opened:
            one, two = _digests(opened, not slow)
    except (OSError, zipfile.BadZipFile) as error:
        return f"无法读取（{type(error).__name__}）"
    wrong = [
        name
        for name, found, told in (("SHA-256", one, file["sha256"]), ("SM3", two, file["sm3"]))
        if found not in ("", told)
    ]
    return f"内容被改动：{'、'.join(wrong)} 与清单不符" if wrong else ""


def _check_extra(manifest: Row, source: Any, report: Report) -> None:
    listed = {file["path"] for file in manifest["files"]} | {MANIFEST, PAGE}
    for path in sorted(set(source.paths) - listed):
        if path.split("/")[-1] in STRAY:
            report.notes.append(f"{path} 是操作系统自动生成的，与案卷无关。")
        else:
            report.fault("extra", path, "清单上没有这个文件")


def _of_kind(manifest: Row, kind: str) -> list[Row]:
    return [file for file in manifest["files"] if file["kind"] == kind]


# --- the catalogue -----------------------------------------------------------------------------------------


def _check_contents(manifest: Row, source: Any, report: Report) -> Any:
    path = _of_kind(manifest, "contents")[0]["path"]
    content = _read(source, path)
    if sha256(content) != manifest["contents_sha256"]:
        report.fault("contents", path, "卷内目录与封卷时的摘要不符")
        return None
    contents = json.loads(content)
    if contents["archive_number"] != manifest["dossier"]["archive_number"]:
        report.fault("contents", path, "目录的档号与清单不同")
    _check_pages(contents, path, report)
    _check_papers(manifest, contents, path, report)
    _check_items(manifest, contents, path, report)
    return contents


def _check_papers(manifest: Row, contents: Row, path: str, report: Report) -> None:
    papers = {file["key"]: file for file in _of_kind(manifest, "paper")}
    for paper in contents["papers"]:
        file = papers.get(paper["key"])
        if not paper["file_sha256"]:
            continue
        if file is None:
            report.fault("contents", path, f"目录中的《{paper['title']}》没有随附文件")
        elif file["sha256"] != paper["file_sha256"]:
            report.fault("contents", file["path"], f"不是目录登记的《{paper['title']}》")


def _check_items(manifest: Row, contents: Row, path: str, report: Report) -> None:
    footage = {file["key"]: file for file in [*manifest["absent"], *_of_kind(manifest, "footage")]}
    for item in contents["footage"]:
        file = footage.get(item["key"])
        if file is None:
            text = f"音视频 {item['number']} 没有随附文件，也没有注明未随附"
            report.fault("contents", path, text)
        elif (file["sha256"], file["sm3"]) != (item["sha256"], item["sm3"]):
            report.fault("contents", file["path"], f"不是目录登记的音视频 {item['number']}")


def _check_pages(contents: Row, path: str, report: Report) -> None:
    last = 0
    for paper in contents["papers"]:
        first = paper["first"]
        if first > paper["last"] or first <= last:
            text = f"《{paper['title']}》的页码 {first}—{paper['last']} 与前一件不衔接"
            report.fault("contents", path, text)
            return
        last = paper["last"]
    if last > contents["pages"]:
        report.fault("contents", path, f"目录的页码超过总页数 {contents['pages']}")


# --- the ledger --------------------------------------------------------------------------------------------


def _check_chain(manifest: Row, source: Any, report: Report) -> list[Row]:
    """Every entry recomputed; the bodies, empty where an entry is not whole."""
    path = _of_kind(manifest, "ledger")[0]["path"]
    text = _read(source, path).decode("utf-8", "replace")
    lines = (text[:-1] if text.endswith("\n") else text).split("\n") if text else []
    listed = manifest["entries"]
    counted = len(lines) == len(listed)
    if not counted:
        report.fault("chain", path, f"应有 {len(listed)} 条记录，实有 {len(lines)} 条")
    ends: dict[str, tuple[int, str]] = {}
    bodies: list[Row] = []
    for place, wanted in enumerate(listed):
        seq, previous = ends.get(wanted["chain"], (0, GENESIS))
        line = lines[place] if place < len(lines) else ""
        body, fault = _entry(line, dict(wanted, previous=previous), wanted["seq"] == seq + 1)
        ends[wanted["chain"]] = (wanted["seq"], wanted["hash"])
        bodies.append(body)
        report.entries += 1
        if fault:
            report.fault("chain", f"{path}#{place + 1}", f"{_words(wanted)}：{fault}")
            if not counted:
                break
    return bodies


def _words(entry: Row) -> str:
    subject = entry["chain"].split("/")[0]
    return f"{SUBJECTS.get(subject, subject)} 第{entry['seq']}步 {entry['title']}（{entry['kind']}）"


def _entry(line: str, wanted: Row, follows: bool) -> tuple[Row, str]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}, "记录无法读取"
    fault = _link_fault(entry if isinstance(entry, dict) else {}, wanted, follows)
    if fault:
        return {}, fault
    try:
        return dict(json.loads(entry["body"])), ""
    except (TypeError, ValueError):
        return {}, "记录的正文不是有效的内容"


def _link_fault(entry: Row, wanted: Row, follows: bool) -> str:
    if any(entry.get(name) != wanted[name] for name in ("chain", "seq", "kind")):
        return "位置或者行为与清单不同"
    if not follows:
        return "序号不连续"
    if entry.get("previous") != wanted["previous"]:
        return "与前一条的哈希不衔接"
    if entry.get("hash") != wanted["hash"]:
        return "哈希与清单不同"
    names = ("previous", "chain", "seq", "kind", "at_us", "body")
    covered = "\n".join(str(entry.get(name)) for name in names).encode("utf-8", "replace")
    if sha256(covered) != entry["hash"]:
        return "内容与 SHA-256 不符"
    return "" if sm3(covered) == entry.get("hash_sm3") else "内容与 SM3 不符"


# --- what the ledger proves --------------------------------------------------------------------------------


def _documents(body: Row) -> list[str]:
    return [document["sha256"] for document in body.get("documents", ())]


def _check_seal(manifest: Row, bodies: list[Row], report: Report) -> None:
    path = _of_kind(manifest, "ledger")[0]["path"]
    known = {(entry["chain"], entry["seq"]): place for place, entry in enumerate(manifest["entries"])}
    seal = manifest["seal"]
    place = known.get((seal["chain"], seal["seq"]))
    if place is None:
        report.fault("seal", path, "台账中没有封卷记录")
        return
    sets = bodies[place].get("sets", {})
    if manifest["contents_sha256"] not in [*_documents(bodies[place]), sets.get("dossier_sealed_sha256")]:
        text = f"{_words(manifest['entries'][place])}：登记的不是这份目录"
        report.fault("seal", f"{path}#{place + 1}", text)
    for bound in _of_kind(manifest, "pdf"):
        if sets.get("dossier_pdf_sha256", bound["sha256"]) != bound["sha256"]:
            report.fault("seal", bound["path"], "不是封卷时登记的案卷文件")
    for end in bodies[place].get("data", {}).get("heads", ()):
        at = known.get((end["chain"], end["seq"]))
        if at is None or manifest["entries"][at]["hash"] != end["hash"]:
            text = f"封卷时 {end['chain']} 第{end['seq']}步的哈希与台账不同"
            report.fault("seal", path, text)


def _check_checkpoints(manifest: Row, source: Any, whole: set[str], report: Report) -> None:
    hashes = {f"{entry['chain']} {entry['hash']}": entry["seq"] for entry in manifest["entries"]}
    until: dict[str, int] = {}
    for point in manifest["checkpoints"]:
        if point["path"] not in whole:
            continue
        material = _read(source, point["path"])
        covered = f"{point['previous']}\n{point['day']}\n".encode() + material
        heads = material.decode("utf-8", "replace").split("\n") if material else []
        if (len(heads), sha256(covered), sm3(covered)) != (point["heads"], point["hash"], point["hash_sm3"]):
            report.fault("checkpoints", point["path"], f"{point['day']} 的检查点与所附链尾不符")
            continue
        fault = _anchor(heads, hashes, manifest, until)
        if fault:
            report.fault("checkpoints", point["path"], fault)
    report.anchored = sum(entry["seq"] <= until.get(entry["chain"], 0) for entry in manifest["entries"])
    if not manifest["checkpoints"]:
        report.notes.append("导出时尚无覆盖本案的检查点，或者检查点过大未随附；可以日后向出具单位索取。")


def _anchor(heads: list[str], hashes: dict[str, int], manifest: Row, until: dict[str, int]) -> str:
    chains = {entry["chain"] for entry in manifest["entries"]}
    for head in heads:
        chain = head.split(" ", 1)[0]
        if chain not in chains:
            continue
        if head in hashes:
            until[chain] = max(until.get(chain, 0), hashes[head])
        elif chain not in manifest["partial"]:
            return f"检查点中 {chain} 的链尾与台账不同"
    return ""


def _check_documents(manifest: Row, contents: Row, bodies: list[Row], report: Report) -> None:
    recorded = {digest for body in bodies for digest in _documents(body)}
    papers = {file["key"]: file["path"] for file in _of_kind(manifest, "paper")}
    facts = {file["key"]: file for file in _of_kind(manifest, "facts")}
    for paper in contents["papers"]:
        if not paper["facts_sha256"]:
            continue
        key, file = paper["key"], facts.get(paper["key"])
        if paper["media_type"] != "record" and paper["facts_sha256"] not in recorded:
            report.fault("documents", papers.get(key, key), f"《{paper['title']}》没有在台账登记")
        elif file and file["sha256"] != paper["facts_sha256"]:
            text = f"《{paper['title']}》的内容与台账登记的摘要不符"
            report.fault("documents", file["path"], text)


def _check_footage(manifest: Row, contents: Row, bodies: list[Row], report: Report) -> None:
    received: dict[str, list[Any]] = {}
    for entry, body in zip(manifest["entries"], bodies):  # noqa: B905 - Python 3.9
        kept = received.setdefault(entry["chain"], [])
        kept += [*_documents(body), body.get("data", {}).get("sha256")]
    paths = {file["key"]: file["path"] for file in [*manifest["absent"], *_of_kind(manifest, "footage")]}
    for item in contents["footage"]:
        key = item["key"]
        found = received.get("recording/" + (key[2:] if key.startswith("v-") else key))
        if found is None:
            report.notes.append(f"音视频 {item['number']} 的入库记录没有随附。")
        elif item["sha256"] not in found:
            text = f"音视频 {item['number']} 与入库记录的摘要不符"
            report.fault("footage", paths.get(key, key), text)


def _check_norms(manifest: Row, source: Any, whole: set[str], bodies: list[Row], report: Report) -> None:
    path = _of_kind(manifest, "norms")[0]["path"]
    if path not in whole:
        report.skip(["norms"], "规则文件有问题，没有核对规则。")
        return
    rules = json.loads(_read(source, path))
    for key, text in rules["files"].items():
        if sha256(text.encode("utf-8", "replace")) != key:
            report.fault("norms", path, f"规则文件 {key[:12]} 被改动")
    for digest, book in rules["books"].items():
        lines = "".join(f"{name} {book[name]}\n" for name in sorted(book))
        if sha256(lines.encode()) != digest:
            report.fault("norms", path, f"规则清单 {digest[:12]} 被改动")
    ledger = _of_kind(manifest, "ledger")[0]["path"]
    for place, (entry, body) in enumerate(zip(manifest["entries"], bodies)):  # noqa: B905 - Python 3.9
        fault = _norm_fault(body, rules)
        if fault:
            report.fault("norms", f"{ledger}#{place + 1}", f"{_words(entry)}：{fault}")


def _norm_fault(body: Row, rules: Row) -> str:
    if not body.get("book"):
        return ""
    book = rules["books"].get(body["book"])
    if book is None:
        return "所依据的规则没有随附"
    for name, digest in body.get("norms", {}).items():
        if book.get(name) != digest or digest not in rules["files"]:
            return f"依据的 {name} 与规则清单不符"
    return ""


# --- the command -------------------------------------------------------------------------------------------


def open_source(path: Path) -> Any:
    """The folder or ZIP file at a path."""
    return Archive(path) if path.is_file() else Folder(path)


def main(arguments: list[str]) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    if not path.exists():
        print(f"没有这个文件夹：{path}")
        return 1
    try:
        report = verify(open_source(path))
    except (OSError, zipfile.BadZipFile) as error:
        print(f"无法打开：{error}")
        return 1
    for line in report.lines():
        print(line)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
