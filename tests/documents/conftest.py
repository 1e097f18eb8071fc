"""What the tests of documents share: the book of instruments of this repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chengguan.documents.blocks import Content
from chengguan.documents.build import build
from chengguan.documents.instruments import InstrumentBook, Spec, load_instruments

from . import goldens
from .weed import Cluster

NORMS = Path(__file__).parents[2] / "norms"


@pytest.fixture(scope="session")
def instruments() -> InstrumentBook:
    return load_instruments(NORMS)


def spec_of(book: InstrumentBook, kind: str) -> Spec:
    return book.spec(kind, on=goldens.ON, jurisdiction=goldens.PLACE)


def content_of(book: InstrumentBook, kind: str) -> Content:
    return build(spec_of(book, kind), goldens.golden(kind), goldens.LAWS)


@pytest.fixture(scope="session")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A real S3 server: three volume servers, every object twice, object lock."""
    cluster = Cluster(tmp_path_factory.mktemp("weed"))
    try:
        cluster.start_all()
        yield cluster
    finally:
        cluster.kill_all()
