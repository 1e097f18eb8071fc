"""The written documentation points at things that exist, and no tracked file says where it was made."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lawengine import load

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {"acts.md", "reactions.md", "permissions.md"}
PICTURES = {
    "annual-pdf", "annual-report", "cockpit", "old-files", "portal", "procedure",
    "login", "workbench", "board", "case", "act", "refusal", "approval", "summary-phone", "lead", "powers", "norms",
    "report", "search", "audit", "decision-pdf",
}  # fmt: skip

# A path in backticks: has a slash or a known ending, no blank, no pattern marks.
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_PATHLIKE = re.compile(r"^\.?[\w.\-\u4e00-\u9fff]+(/[\w.\-\u4e00-\u9fff]+)*/?$")
_ENDINGS = (".py", ".md", ".yaml", ".toml", ".txt", ".json", ".css", ".js", ".typ", ".in", "/")
_LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
_MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
_MANAGE = re.compile(r"manage\.py ([a-z_]+)")
# Written so that this file does not contain what it looks for.
_HOME = re.compile(r"(?<![\w.])/(?:home|Users|root)/" + r"\w")
_PRIVATE = re.compile(r"https?://(?:10\.\d|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)")
_SOURCE_URL = re.compile(
    r"https?://(?:registry|pypi|npm|index|files|mirrors?|packages|proxy)\.[\w.\-]+", re.IGNORECASE
)
_SOURCE_OPTION = re.compile(r"--(?:extra-)?index" + r'-url|"resolved"\s*:|_auth' + r"Token")


def written() -> list[Path]:
    """Pages written by hand: README, CONTRIBUTING, CHANGELOG and everything in docs/ that is not generated."""
    top = [ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*top, *(path for path in sorted((ROOT / "docs").rglob("*.md")) if path.name not in GENERATED)]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def code_paths(text: str) -> Iterator[str]:
    """Tokens in backticks that are meant as paths of this repository."""
    for token in _CODE.findall(text):
        if _PATHLIKE.match(token) and (token.endswith(_ENDINGS) or token.count("/") > 1):
            yield token


def exists(token: str) -> bool:
    """A path is written from the repository root, from src/chengguan, from src, or from norms."""
    return any((ROOT / start / token).exists() for start in ("", "src/chengguan", "src", "norms"))


@pytest.mark.parametrize("path", written(), ids=named)
def test_every_path_exists(path: Path) -> None:
    missing = [token for token in code_paths(text_of(path)) if not exists(token)]
    assert not missing


@pytest.mark.parametrize("path", written(), ids=named)
def test_every_link_leads_somewhere(path: Path) -> None:
    missing = []
    taken = any((ROOT / "docs" / "images").glob("*.png"))
    for picture, target in _LINK.findall(text_of(path)):
        plain = target.split("#")[0]
        if "://" in target or not plain:
            continue
        if picture:
            assert Path(plain).stem in PICTURES, target
            assert not taken or (path.parent / plain).exists(), target
        elif not (path.parent / plain).exists():
            missing.append(target)
    assert not missing


@pytest.mark.parametrize("path", written(), ids=named)
def test_every_make_target_and_command_exists(path: Path) -> None:
    from django.core.management import get_commands

    targets = set(re.findall(r"^([a-z][a-z-]*):", text_of(ROOT / "Makefile"), re.MULTILINE))
    text = text_of(path)
    code = "\n".join([*_CODE.findall(text), *re.findall(r"```.*?```", text, re.DOTALL)])
    assert set(_MAKE.findall(code)) <= targets
    assert set(_MANAGE.findall(code)) <= set(get_commands())


def test_where_names_every_app_and_top_folder() -> None:
    text = text_of(ROOT / "docs" / "where.md")
    apps = [path.parent.name for path in sorted((ROOT / "src" / "chengguan").glob("*/apps.py"))]
    assert not [name for name in apps if f"{name}/" not in text]
    assert len(text.splitlines()) <= 120, "where.md is one page"


def test_the_manual_has_every_chapter_in_its_index() -> None:
    folder = ROOT / "docs" / "manual"
    index = text_of(folder / "index.md")
    chapters = sorted(path.name for path in folder.glob("*.md") if path.name != "index.md")
    assert not [name for name in chapters if f"({name})" not in index]


def test_the_manual_speaks_of_every_act_that_pages_offer() -> None:
    """By its statutory name; acts inside other acts and of the platform itself need no chapter."""
    manual = "".join(text_of(path) for path in sorted((ROOT / "docs" / "manual").glob("*.md")))
    book = load(ROOT / "norms")
    silent = {
        "lead.mark_filed",
        "approval.propose",
        "approval.endorse",
        "approval.return",
        "bank.import_file",
    }
    titles = {kind: book.act_head(kind).title for kind in book.acts() if kind not in silent}
    assert not {kind: title for kind, title in titles.items() if title not in manual}


def test_the_manual_quotes_only_grounds_and_acts_that_exist() -> None:
    """What the page of refusals quotes in bold as a ground stands in a norm file."""
    text = text_of(ROOT / "docs" / "manual" / "15-why-not.md")
    norms = "".join(text_of(path) for path in (ROOT / "norms" / "national").rglob("*.yaml"))
    quoted = [
        ground
        for line in re.findall(r"^\*\*(“.+?”)\*\*——", text, re.MULTILINE)
        for ground in re.findall("“([^”]+)”", line)
    ]
    quoted.remove("由有权人员作出")  # composed by the law engine
    assert quoted and not [ground for ground in quoted if ground not in norms]


def test_decisions_are_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    index = text_of(folder / "0000-index.md")
    pages = [path for path in sorted(folder.glob("*.md")) if path.name != "0000-index.md"]
    assert not [path.name for path in pages if f"({path.name})" not in index]
    for path in pages:
        assert re.findall(r"^## (.+)$", text_of(path), re.MULTILINE)[:3] == [
            "Context",
            "Decision",
            "Consequences",
        ]


def test_the_licence_is_whole() -> None:
    text = text_of(ROOT / "LICENSE")
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text


# --- nothing says where it was made ---------------------------------------------------------------------------


@cache
def tracked() -> tuple[Path, ...]:
    """Text files of the repository: those tracked by git; without git, those outside ignored folders."""
    try:
        run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        names = [name for name in run.stdout.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [
            named(path)
            for part in ("src", "norms", "docs", "tests", "tools")
            for path in (ROOT / part).rglob("*")
        ]
    return tuple(
        ROOT / name for name in names if (ROOT / name).is_file() and "vendor" not in Path(name).parts
    )


def lines() -> Iterator[tuple[str, str]]:
    for path in tracked():
        try:
            text = text_of(path)
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield f"{named(path)}:{number}", line


def local_words() -> set[str]:
    """What would give this machine away: the folder of the checkout, the homes, the package sources that are configured."""
    words = {f"{ROOT}/", f"{Path.home()}/"}
    if len(ROOT.parent.parts) > 1 and ROOT.parent not in (
        Path("/tmp"),
        Path("/opt"),
        Path("/srv"),
        Path("/usr"),
    ):
        words.add(f"{ROOT.parent}/")
    return {word for word in words | set(source_hosts()) if len(word) > 4}


def source_hosts() -> Iterator[str]:
    names = (
        "PIP_INDEX_URL",
        "PIP_EXTRA_INDEX_URL",
        "UV_INDEX_URL",
        "npm_config_registry",
        "NPM_CONFIG_REGISTRY",
    )
    found = [value for name in names for value in os.environ.get(name, "").split()]
    config = configparser.ConfigParser(interpolation=None)
    config.read(
        [
            Path("/etc/pip.conf"),
            Path.home() / ".pip" / "pip.conf",
            Path.home() / ".config" / "pip" / "pip.conf",
        ]
    )
    for section in config.sections():
        found += config.get(section, "index-url", fallback="").split()
        found += config.get(section, "extra-index-url", fallback="").split()
    yield from (host for url in found if (host := urlsplit(url).hostname))


def test_no_file_names_this_machine() -> None:
    words = local_words()
    found = [f"{where}: {word}" for where, line in lines() for word in words if word in line]
    found += [where for where, line in lines() if _HOME.search(line) or _PRIVATE.search(line)]
    assert not found


def test_no_file_names_a_package_source() -> None:
    found = [where for where, line in lines() if _SOURCE_URL.search(line) or _SOURCE_OPTION.search(line)]
    assert not found
