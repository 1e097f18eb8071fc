"""Two people at once: one publishes while another decides against it; one of them is refused (PostgreSQL)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from chengguan.disclosure.acts import publishing
from chengguan.disclosure.models import Publication
from chengguan.ledger.acting import Refused
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("flushable")]


def test_released_or_declined_but_never_both(walk: Walk) -> None:
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    reviewer, head = walk.as_role("legal_reviewer"), walk.as_role("deputy_head")
    said: list[str] = []
    gate = threading.Barrier(2)

    def run(perform: Callable[..., Any], **inputs: Any) -> None:
        mine = Publication.objects.get()
        gate.wait(timeout=30)
        try:
            perform(at=walk.now, publication=mine, **inputs)
            said.append("done")
        except Refused as refused:
            said.extend(finding.id for finding in refused.verdict.unmet)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(publishing.release,), kwargs={"actor": reviewer}),
        threading.Thread(
            target=run, args=(publishing.decline,), kwargs={"actor": head, "reason": "商业秘密"}
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["awaits_release", "done"]
    publication = Publication.objects.get()
    assert (publication.stage == "released") == (publication.released_at is not None)
