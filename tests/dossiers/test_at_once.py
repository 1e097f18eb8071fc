"""Two archivists seal at once: one succeeds (PostgreSQL)."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from tests.dossiers.conftest import ready, seal

from chengguan.dossiers.models import Dossier
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.web.demonstration.walk import Walk

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("flushable")]


def test_two_seal_at_once_and_one_is_refused(archived: Walk) -> None:
    made = ready(archived)
    said: list[str] = []
    gate = threading.Barrier(2)

    def run() -> None:
        gate.wait(timeout=30)
        try:
            seal(archived, Dossier.objects.get(pk=made.pk))
            said.append("sealed")
        except Refused as refused:
            said.extend(finding.id for finding in refused.verdict.unmet)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["dossier_unsealed", "sealed"]
    assert Entry.objects.filter(chain=made.chain_key, kind="dossier.seal").count() == 1
