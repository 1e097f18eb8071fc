"""Checks of `manage.py verify` on reporting: what is kept of each row is what was sent, and no copy outlives its publication."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from chengguan.disclosure.models import Delivery, Publication
from chengguan.ledger.canonical import canonical, sha256

GONE = (Publication.WITHDRAWN, Publication.ENDED, Publication.DECLINED)


def verify_deliveries() -> Iterator[str]:
    """Rows whose content is not what its digest says; receivers that may show what was withdrawn and were never told."""
    rows = Delivery.objects.select_related("publication", "channel").order_by(
        "publication_id", "channel_id", "number"
    )
    for _, chain in groupby(
        rows.iterator(chunk_size=500), key=lambda delivery: (delivery.publication_id, delivery.channel_id)
    ):
        yield from _faults(list(chain))


def _faults(chain: list[Delivery]) -> Iterator[str]:
    publication, channel = chain[0].publication, chain[0].channel
    name = f"报送 {publication.number} → {channel.name}"
    for place, delivery in enumerate(chain, 1):
        if sha256(canonical(delivery.row).encode()) != delivery.row_sha256:
            yield f"{name}（第{delivery.number}次）: 报送内容与摘要不符"
        if delivery.number != place:
            yield f"{name}: 报送次序有缺"
    told = [delivery for delivery in chain if delivery.operation == Delivery.WITHDRAW]
    if publication.stage in GONE and any(row.seen for row in chain) and not told:
        yield f"{name}: 公示已经撤回或者停止，没有通知该平台"
