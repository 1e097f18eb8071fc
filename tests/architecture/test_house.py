"""What the import contracts cannot see: string foreign keys upward, imports of another app's views, clocks and HTTP in acts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

SRC = Path(__file__).resolve().parents[2] / "src" / "chengguan"
ROWS = [
    {"web"},
    {"reports"},
    {"quality", "amendments", "dossiers", "audits", "disclosure", "disputes"},
    {"cases"},
    {"inspections"},
    {"permits"},
    {"intake"},
    {"registers", "recordings", "training", "governance"},
    {"powers", "parties", "documents"},
    {"statutes"},
    {"agenda"},
    {"people"},
    {"ledger"},
    {"base"},
]


def height(app: str) -> int:
    return next(place for place, row in enumerate(ROWS) if app in row)


def modules(pattern: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SRC.rglob(pattern)):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_foreign_keys_point_downward() -> None:
    for model in apps.get_models():
        if not model.__module__.startswith("chengguan."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or field.auto_created or not target.__module__.startswith("chengguan."):
                continue
            mine, theirs = model.__module__.split(".")[1], target.__module__.split(".")[1]
            assert mine == theirs or height(theirs) > height(mine), (
                f"{model.__name__}.{field.name} -> {target.__name__}"
            )


def test_no_app_imports_the_views_of_another() -> None:
    for path, tree in modules("*.py"):
        mine = path.relative_to(SRC).parts[0]
        for name in imported(tree):
            parts = name.split(".")
            if parts[0] == "chengguan" and len(parts) > 2 and parts[2] in ("views", "urls"):
                assert parts[1] == mine or mine == "web", f"{path}: {name}"


def rule_modules() -> list[Path]:
    found = []
    for part in ("acts", "facts", "selectors", "models"):
        found += [*SRC.glob(f"*/{part}.py"), *SRC.glob(f"*/{part}/*.py")]
    return sorted(found)


@pytest.mark.parametrize("path", rule_modules(), ids=lambda path: str(path.relative_to(SRC)))
def test_acts_facts_and_selectors_know_neither_clock_nor_http(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name in imported(tree):
        assert not name.startswith(
            ("django.http", "django.shortcuts", "django.template", "django.contrib.messages")
        ), name
        assert name not in ("django.utils.timezone.now", "django.utils.timezone"), name
        assert not name.startswith("time."), name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow"):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            assert owner not in ("datetime", "date", "timezone"), f"{path}:{node.lineno} reads the clock"


def test_models_have_no_save_and_no_signals() -> None:
    for pattern in ("*/models.py", "*/models/*.py"):
        for path in sorted(SRC.glob(pattern)):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert not names & {"save", "delete"}, path
    for path, tree in modules("*.py"):
        assert not any(name.startswith("django.dispatch") or "signals" in name for name in imported(tree)), (
            path
        )


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_and_modules_stay_small() -> None:
    sizes = []
    for root in (SRC, SRC.parent / "lawengine"):
        for path in sorted(root.rglob("*.py")):
            if "migrations" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            assert text.count("\n") <= 600, f"{path} has {text.count(chr(10))} lines"
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    sizes.append(lines_of(node))
                    assert lines_of(node) <= 60, (
                        f"{path}:{node.lineno} {node.name} has {lines_of(node)} lines"
                    )
    sizes.sort()
    assert sizes[int(len(sizes) * 0.9)] <= 27


def test_the_act_wrapper_stays_under_sixty_lines() -> None:
    tree = ast.parse((SRC / "ledger" / "acting.py").read_text(encoding="utf-8"))
    wrapper = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "act")
    assert lines_of(wrapper) < 60
