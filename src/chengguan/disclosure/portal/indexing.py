"""公示检索: the public text of what is shown, on a shelf of the search index that no login of the house looks at.

A row holds only what the public sees, and goes as soon as the publication is withdrawn or ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from chengguan.base import search
from chengguan.base.viewer import Viewer
from chengguan.disclosure.models import Publication
from chengguan.ledger.acting import Done
from chengguan.people.models import Bureau

KIND: Final = "public"
# Rows of the index belong to a bureau by its number; the public ones to a number that no bureau has.
SHELF: Final = 1_000_000_000_000
LIMIT: Final = 400


def follow(done: Done, actor: Viewer, at: datetime) -> None:
    """After an act on a publication: findable while it is shown, and not a moment longer."""
    if isinstance(done.subject, Publication):
        note(done.subject)


def note(row: Publication) -> None:
    """Bring the index in line with one publication. Runs in the caller's transaction."""
    if row.stage != Publication.RELEASED:
        search.remove(KIND, [str(row.pk)])
        return
    search.put(
        kind=KIND,
        key=str(row.pk),
        bureau_id=SHELF + row.bureau_id,
        brigade_id=None,
        squad_id=None,
        title=row.number,
        text=text_of(row),
    )


def text_of(row: Publication) -> str:
    """Everything that the public may find the publication by."""
    values = [str(item.get("value", "")) for item in row.fields]
    return "\n".join(dict.fromkeys(part for part in (row.party_name, row.cause, *values) if part))


def find(bureau: Bureau, text: str) -> tuple[dict[str, str], bool]:
    """Keys of the newest shown publications that hold every word, with the text around it; whether there were more. Two queries."""
    hits = search.find(_reader(bureau), text, limit=LIMIT + 1, kind=KIND)
    return {hit.key: hit.excerpt for hit in hits[:LIMIT]}, len(hits) > LIMIT


def _reader(bureau: Bureau) -> Viewer:
    """公众: nobody in particular, before the public shelf of one organ."""
    return Viewer(
        user_id=0,
        username="",
        officer_id=0,
        name="公众",
        bureau_id=SHELF + bureau.pk,
        bureau_code=bureau.code,
        bureau_name=bureau.name,
        jurisdiction=bureau.jurisdiction,
        unit_id=None,
        brigade_id=None,
        squad_id=None,
        roles=frozenset(),
        reach="bureau",
    )


def verify_index() -> Iterator[str]:
    """The public shelf holds what is shown, and nothing that is not."""
    held = search.held(KIND)
    shown = {str(pk) for pk in Publication.objects.shown().values_list("pk", flat=True)}
    for key in sorted(held - shown):
        yield f"公示检索里有已经不再公示的内容：{key}"
    for key in sorted(shown - held):
        yield f"公示中的内容没有进入公示检索：{key}"
