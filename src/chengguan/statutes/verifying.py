"""What `manage.py verify` asks of the library: the stored provisions still are the text that was imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256

from .models import Provision, StatuteVersion
from .parsing import Node, digest_of


def verify_statutes() -> Iterator[str]:
    """Versions whose articles no longer give the digest that the ledger has."""
    for version in StatuteVersion.objects.select_related("statute").order_by("pk").iterator(chunk_size=100):
        articles = list(_articles(version.provisions.order_by("place")))
        wrong = [stored.label for stored, node in articles if digest_of(node) != stored.sha256]
        yield from (
            f"{version.statute} {version.in_force_from}: {label}的文字与摘要不符" for label in wrong[:5]
        )
        parts = (f"{stored.number}.{stored.suffix} {stored.sha256}" for stored, _ in articles)
        if sha256("\n".join(parts).encode()).hexdigest() != version.text_sha256:
            yield f"{version.statute} {version.in_force_from}: 条文与入库时的摘要不符"


def _articles(rows: Iterable[Provision]) -> Iterator[tuple[Provision, Node]]:
    """Articles with the tree under them, built again from the rows."""
    nodes: dict[int, Node] = {}
    stored: list[Provision] = []
    children: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        own = "" if row.kind == "article" else row.text
        nodes[row.place] = Node(row.kind, row.number, 0, own, suffix=row.suffix, mark=row.mark)
        if row.kind == "article":
            stored.append(row)
        elif row.parent is not None:
            children[row.parent].append(row.place)
    for place, below in children.items():
        if place in nodes:
            nodes[place].children = [nodes[child] for child in below]
    return ((row, nodes[row.place]) for row in stored)
