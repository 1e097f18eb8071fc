"""The norm book for a place 地区: of a registered one as it is, of any other by its province, or the national rules alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import yaml

from lawengine import NormBook, load_contents
from lawengine.loader import read_folder

NATIONAL: Final = "000000"
INDEX: Final = "index.yaml"


def book_of(norms: Path, jurisdiction: str) -> NormBook:
    """The book with the place in it. A place that `index.yaml` does not name gets the national layer and that of its province, if there is one.

    Raises NormError when the norms do not load.
    """
    contents = read_folder(norms)
    index = yaml.safe_load(contents[INDEX])
    places: dict[str, list[str]] = index["jurisdictions"]
    if jurisdiction not in places:
        places[jurisdiction] = _layers(places, jurisdiction)
        contents = {**contents, INDEX: yaml.safe_dump(index, allow_unicode=True).encode()}
    return load_contents(contents)


def _layers(places: dict[str, list[str]], code: str) -> list[str]:
    near = (layers for place, layers in sorted(places.items()) if place[:2] == code[:2])
    province = next((layer for layers in near for layer in layers if layer.startswith("provinces/")), "")
    return ["national", province] if province else ["national"]
