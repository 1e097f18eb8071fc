"""The generated pages of docs/ say what the norms, the registry of steps and the tables say."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from chengguan.base.permissions import PAGES
from chengguan.web.management.commands import gendocs
from lawengine import NormBook, load

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def book() -> NormBook:
    return load(ROOT / "norms")


def test_generated_pages_are_current() -> None:
    call_command("gendocs", "--check", verbosity=0)


def test_check_fails_when_a_page_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gendocs, "DOCS", tmp_path)
    with pytest.raises(CommandError, match="acts.md"):
        call_command("gendocs", "--check")
    call_command("gendocs", verbosity=0)
    call_command("gendocs", "--check", verbosity=0)


def test_every_act_is_described_with_every_requirement(book: NormBook) -> None:
    text = (ROOT / "docs" / "acts.md").read_text(encoding="utf-8")
    sections = {part.split(" ", 1)[0]: part for part in text.split("\n### ")[1:]}
    assert set(sections) == set(book.acts())
    for kind, section in sections.items():
        norm = gendocs.variants(book, kind)[0][0]
        missing = [part.id for part in norm.requires if f"`{part.id}`" not in section]
        assert not missing, f"{kind}: {missing}"


def test_every_page_permission_is_described() -> None:
    text = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert not [name for name in PAGES if f"| `{name}` |" not in text]


def test_a_bar_in_a_cell_does_not_break_the_table() -> None:
    assert gendocs.table(("a", "b"), [("x|y", "one\ntwo")])[-1] == "| x\\|y | one two |"
    assert gendocs.table(("a",), []) == ["—"]
