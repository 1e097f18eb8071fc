"""Small packs for tests, and a worker that does what the outbox holds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta

from chengguan.amendments.acts import packs
from chengguan.amendments.facts.pack import Content, read_files
from chengguan.amendments.models import Amendment
from chengguan.ledger.outbox import work_one
from chengguan.web.demonstration.walk import Walk

HEAD = "title: 测试变更\nfrom: 2024-06-01\n"
# Suspending an investigation: needs two site records from June on.
PLANTED = """
act: case.suspend_investigation
values:
  2024-06-01:
    extends: true
    cites: [{law: 行政处罚法, article: 54, paragraph: 1}]
    requires:
      - id: planted
        test: {at_least: {fact: site_record_count, value: 2}}
        ground: 已有两份现场笔录
        cure: 请补充现场笔录。
        cites: [{law: 行政处罚法, article: 55, paragraph: 2}]
"""
# Fifteen days to pay become twenty for decisions served from June on; for the test also for those of May.
LONGER = """
clock: pay
values:
  2024-05-02:
    length: {days: 20}
    roll: forward
    cites: [{law: 行政处罚法, article: 67, paragraph: 3}]
    verified: V
"""
NO_CLOSING = "act: case.close\nended: 2024-06-01\n"


def content(files: Mapping[str, str], head: str = HEAD) -> Content:
    return read_files(
        {"amendment.yaml": head.encode(), **{name: text.encode() for name, text in files.items()}}
    )


def archive(files: Mapping[str, str], head: str = HEAD) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("包/amendment.yaml", head)
        for name, text in files.items():
            made.writestr(f"包/{name}", text)
    return buffer.getvalue()


def planted() -> Content:
    return content(
        {
            "norms/national/acts/case.suspend_investigation.yaml": PLANTED,
            "norms/national/clocks/pay.yaml": LONGER,
        }
    )


def load(walk: Walk, pack: Content) -> Amendment:
    """Load a pack as the legal reviewer and let the worker finish the rehearsal."""
    done = packs.load(actor=walk.as_role("legal_reviewer"), at=walk.now, content=pack, source="test.zip")
    drain(walk.now)
    amendment = done.result
    assert isinstance(amendment, Amendment)
    amendment.refresh_from_db()
    return amendment


def drain(now: datetime) -> None:
    while work_one(now + timedelta(days=1)):
        pass
