"""法律变更包 as a folder or an archive: amendment.yaml, norms/…, powers/<bureau>.yaml or .xlsx; every defect with file and line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from chengguan.ledger.canonical import canonical, sha256
from chengguan.ledger.norms import compiled
from chengguan.powers.sheets import COLUMNS, ROW, NotASheet, Sheets, read_file
from lawengine import NormBook, NormError, Problem, with_amendment
from lawengine.reading import Entry, Problems, read_yaml

HEAD: Final = "amendment.yaml"
NORMS: Final = "norms/"
POWERS: Final = "powers/"
MOST_FILES, MOST_BYTES = 500, 20_000_000
PENDING: Final = "pending"


class PackRefused(Exception):
    """The pack cannot be loaded; `problems` name file, line and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Content:
    """What a pack holds, read and checked by itself."""

    title: str
    effective_on: date
    summary: str
    repeals: tuple[str, ...]
    files: Mapping[str, str]
    sheets: Mapping[str, Sheets] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over everything in the pack."""
        body = {
            "title": self.title, "from": self.effective_on, "repeals": list(self.repeals),
            "files": dict(self.files), "sheets": {code: dict(sheets) for code, sheets in self.sheets.items()},
        }  # fmt: skip
        return sha256(canonical(body).encode())


def read_archive(content: bytes) -> Content:
    """A pack from a .zip. Raises PackRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            rows = [row for row in archive.infolist() if not row.is_dir()]
            if len(rows) > MOST_FILES or sum(row.file_size for row in rows) > MOST_BYTES:
                _refuse(f"变更包过大：最多 {MOST_FILES} 个文件、解压后 {MOST_BYTES // 1_000_000} MB。")
            files = {_name(row.filename): archive.read(row) for row in rows}
    except zipfile.BadZipFile:
        _refuse("文件不是有效的 .zip 压缩包。")
    return read_files(_without_top(files))


def _name(name: str) -> str:
    clean = name.replace("\\", "/").lstrip("/")
    if ".." in clean.split("/"):
        _refuse(f"压缩包内的路径不允许包含“..”：{name}")
    return clean


def _without_top(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """An archive of a folder has that folder's name before every path."""
    heads = [name for name in files if name.rsplit("/", 1)[-1] == HEAD]
    top = min(heads, key=len, default=HEAD).removesuffix(HEAD)
    return {name.removeprefix(top): content for name, content in files.items() if name.startswith(top)}


def bundled() -> dict[str, Path]:
    """Packs that come with the platform, by name of their folder."""
    root = Path(settings.NORMS_DIR) / "packs"
    return {path.parent.name: path.parent for path in sorted(root.glob(f"*/{HEAD}"))}


def read_folder(root: Path) -> Content:
    """A pack from a folder. Raises PackRefused."""
    files = {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    return read_files(files)


def read_files(files: Mapping[str, bytes]) -> Content:
    """A pack from its files by path. Raises PackRefused with every defect."""
    problems = Problems()
    if HEAD not in files:
        _refuse(f"变更包里没有 {HEAD}（名称、施行日期、废止的依据）。")
    head: dict[str, Any] = {}
    with problems.tolerating():
        entry = read_yaml(files[HEAD], HEAD, problems)
        if entry is not None:
            head = _head(entry)
    texts, sheets = _contents(files, problems)
    if not texts and not sheets:
        problems.add(HEAD, 1, "变更包里没有任何规则文件或者清单变更")
    if problems.found:
        raise PackRefused(problems.found)
    return Content(**head, files=texts, sheets=sheets)


def _contents(files: Mapping[str, bytes], problems: Problems) -> tuple[dict[str, str], dict[str, Sheets]]:
    texts: dict[str, str] = {}
    sheets: dict[str, Sheets] = {}
    for name, content in sorted(files.items()):
        with problems.tolerating():
            if name.startswith(NORMS) and name.endswith(".yaml"):
                texts[name.removeprefix(NORMS)] = _text(name, content, problems)
            elif name.startswith(POWERS):
                sheets[Path(name).stem] = _sheets(name, content, problems)
            elif name != HEAD and not name.endswith((".md", ".txt")):
                problems.add(name, 1, f"不认识的文件；规则放在 {NORMS}，清单变更放在 {POWERS}")
    return texts, sheets


def _head(entry: Entry) -> dict[str, Any]:
    fields = entry.fields(("title", "from"), ("summary", "repeals"))
    return {
        "title": fields["title"].text(),
        "effective_on": fields["from"].day(),
        "summary": fields["summary"].text() if "summary" in fields else "",
        "repeals": fields["repeals"].texts() if "repeals" in fields else (),
    }


def _text(name: str, content: bytes, problems: Problems) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        problems.add(name, 1, "文件不是 UTF-8 编码")
        return ""


def _sheets(name: str, content: bytes, problems: Problems) -> Sheets:
    """Changes of a bureau's list: the import format, as a spreadsheet or as YAML of the same rows."""
    if not name.endswith((".yaml", ".xlsx", ".csv")):
        problems.add(name, 1, "清单变更应为 .xlsx、.csv 或者 .yaml")
        return {}
    if not name.endswith(".yaml"):
        try:
            return read_file(name, content)
        except NotASheet as error:
            problems.add(name, 1, str(error))
            return {}
    entry = read_yaml(content, name, problems)
    found: Sheets = {}
    for title, rows in entry.fields((), tuple(COLUMNS)).items() if entry is not None else ():
        found[title] = [_row(row, title, number) for number, row in enumerate(rows.sequence(), start=2)]
    return found


def _row(entry: Entry, title: str, number: int) -> dict[str, str]:
    cells = entry.fields((), COLUMNS[title])
    return {**{column: str(cell.node.value) for column, cell in cells.items()}, ROW: str(number)}


def _refuse(message: str) -> Any:
    raise PackRefused([Problem(HEAD, 1, message)])


# --- against the book ----------------------------------------------------------------------------------------


def book_with(current: NormBook, number: str, content: Content) -> NormBook:
    """The book with the pack laid over it. Raises PackRefused where the pack and the norms contradict each other."""
    files = {path: text.encode() for path, text in content.files.items()}
    try:
        book = compiled(with_amendment(current.contents, number or PENDING, files))
    except NormError as error:
        raise PackRefused([_shown(problem, number or PENDING) for problem in error.problems]) from error
    in_force = [law for law in content.repeals if book.source(law, on=content.effective_on) is not None]
    unknown = [law for law in content.repeals if law not in book.sources]
    problems = [
        Problem(HEAD, 1, f"声明废止《{law}》，但规则库中它在 {content.effective_on} 仍在施行；请在 norms/sources 写明 to")
        for law in in_force
    ]  # fmt: skip
    problems += [Problem(HEAD, 1, f"声明废止的《{law}》不在法律法规库") for law in unknown]
    if problems:
        raise PackRefused(problems)
    return book


def _shown(problem: Problem, number: str) -> Problem:
    """A defect under the name that the file has in the pack."""
    prefix = f"amendments/{number}/"
    inside = problem.path.startswith(prefix)
    path = NORMS + problem.path.removeprefix(prefix) if inside else f"现行规则 {problem.path}"
    return Problem(path, problem.line, problem.message)
