"""文书规范总册: all instrument norms of all jurisdictions, read once; the spec in force for a kind, a day and a place.

Files: `norms/<layer>/instruments/<kind>.yaml`; `norms/index.yaml` says which layers a place has, far to near, and the
nearest layer that has an edition in force wins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from lawengine.citation import Citation
from lawengine.reading import Entry, Problems, read_yaml

from .schema import InstrumentNorm, Requirement, read_norm
from .steps import Step

FOLDER: Final = "instruments"
NATIONAL: Final = "national"


class UnknownInstrument(LookupError):
    """No instrument of that kind is on record, or none is in force on that day."""


@dataclass(frozen=True, slots=True)
class Spec:
    """文书样式: one kind as it stands on one day in one place. `path` and `sha256` name the norm file it came from."""

    kind: str
    title: str
    word: str
    number: str
    layout: str
    organ: bool
    red_head: bool
    confidential: bool
    cites: tuple[Citation, ...]
    verified: str
    addressee: str
    foot: tuple[str, ...]
    requires: tuple[Requirement, ...]
    takes: Mapping[str, str]
    steps: tuple[Step, ...]
    path: str
    sha256: str

    @property
    def numbered(self) -> bool:
        """Whether instruments of this kind bear a number (文号)."""
        return bool(self.word)

    def number_text(self, *, short: str, year: int, seq: int) -> str:
        """文号: 武城管罚决〔2024〕第1号 (GB/T 9704-2012, 7.2.5)."""
        return self.number.format(short=short, word=self.word, year=year, seq=seq)


class InstrumentBook:
    """All instrument norms; read-only."""

    def __init__(
        self, layers: Mapping[str, tuple[str, ...]], norms: Mapping[str, Mapping[str, InstrumentNorm]]
    ) -> None:
        self._layers = layers
        self._norms = norms

    def kinds(self) -> tuple[str, ...]:
        """All kinds on record, sorted."""
        return tuple(sorted({kind for norms in self._norms.values() for kind in norms}))

    def norms(self) -> tuple[InstrumentNorm, ...]:
        """Every norm of every layer."""
        return tuple(norm for norms in self._norms.values() for norm in norms.values())

    def spec(self, kind: str, *, on: date, jurisdiction: str) -> Spec:
        """The instrument as it stands. Raises `UnknownInstrument`."""
        for layer in reversed(self._layers.get(jurisdiction, (NATIONAL,))):
            norm = self._norms.get(layer, {}).get(kind)
            edition = norm.editions.on(on) if norm is not None else None
            if norm is not None and edition is not None:
                return Spec(
                    kind=norm.kind,
                    title=norm.title,
                    word=norm.word,
                    number=norm.number,
                    layout=norm.layout,
                    organ=norm.organ,
                    red_head=norm.red_head,
                    confidential=norm.confidential,
                    cites=edition.cites,
                    verified=edition.verified,
                    addressee=edition.addressee,
                    foot=edition.foot,
                    requires=edition.requires,
                    takes=edition.takes,
                    steps=edition.steps,
                    path=norm.path,
                    sha256=norm.sha256,
                )
        raise UnknownInstrument(f"文书 {kind} 在 {on} 于 {jurisdiction} 没有现行样式")


def load_instruments(root: Path) -> InstrumentBook:
    """Read every instrument norm under a norms folder. Raises `lawengine` `NormError` with every defect, file and line."""
    problems = Problems()
    layers = _layers(root, problems)
    names = sorted({NATIONAL, *(layer for chain in layers.values() for layer in chain)})
    norms = {name: _read_layer(root, name, problems) for name in names}
    problems.raise_if_any()
    return InstrumentBook(layers, norms)


def _layers(root: Path, problems: Problems) -> dict[str, tuple[str, ...]]:
    path = root / "index.yaml"
    entry = read_yaml(path.read_bytes(), "index.yaml", problems) if path.exists() else None
    if entry is None:
        return {}
    stated: dict[str, Any] = entry.plain()
    return {str(place): tuple(_names(chain)) for place, chain in stated.get("jurisdictions", {}).items()}


def _names(chain: Any) -> Iterable[str]:
    """The layers of a place, whether stated as a list or as a mapping with `layers`."""
    return (str(layer) for layer in (chain["layers"] if isinstance(chain, Mapping) else chain))


def _read_layer(root: Path, layer: str, problems: Problems) -> dict[str, InstrumentNorm]:
    out: dict[str, InstrumentNorm] = {}
    for path in sorted((root / layer / FOLDER).glob("*.yaml")):
        with problems.tolerating():
            content = path.read_bytes()
            entry = read_yaml(content, path.relative_to(root).as_posix(), problems)
            if isinstance(entry, Entry):
                out[path.stem] = read_norm(entry, path.stem, hashlib.sha256(content).hexdigest())
    return out
