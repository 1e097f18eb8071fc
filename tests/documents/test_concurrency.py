"""Two workers that render the same instrument at once make one file; numbers stay whole."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from chengguan.documents import rendering
from chengguan.documents.models import Instrument, Rendition, StoredFile
from chengguan.people.models import Bureau

from .test_issuing import issue

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("flushable")]


def at_once(call: Callable[[], Any], times: int) -> list[Any]:
    """Run a call in threads that start together; results or exceptions."""
    gate, results = threading.Barrier(times), []

    def run() -> None:
        try:
            gate.wait(10)
            results.append(call())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"
    settings.VAR = tmp_path


def test_one_rendition_whoever_comes_first(bureau: Bureau) -> None:
    made = issue(bureau)
    results = at_once(
        lambda: rendering.rendition(Instrument.objects.select_related("bureau").get(pk=made.pk), "pdf"), 4
    )
    assert len(set(results)) == 1 and isinstance(results[0], StoredFile)
    assert Rendition.objects.count() == StoredFile.objects.count() == 1


def test_numbers_have_no_gaps_and_no_twins(bureau: Bureau) -> None:
    results = at_once(lambda: issue(bureau).seq, 6)
    assert sorted(results) == [1, 2, 3, 4, 5, 6]
