"""Check of `manage.py verify`: the number of recordings of a case, and the state of its exhibits, are what the rows say."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count

from chengguan.recordings.models import Tie

from .models import Case, Exhibit

# The state that a last move leads to.
AFTER = {
    "take_in": "kept", "lend": "lent", "give_back": "kept", "relocate": "kept", "return": "returned", "file": "filed",
    "transfer": "transferred", "destroy": "destroyed",
}  # fmt: skip


def verify_footage() -> Iterator[str]:
    """Cases whose number of tied recordings differs from the ties."""
    counts = dict(
        Tie.objects.filter(untied_at=None, subject_key__startswith="case/")
        .values_list("subject_key")
        .annotate(number=Count("pk"))
        .order_by()
    )
    for case in Case.objects.only("pk", "footage").order_by("pk").iterator(chunk_size=500):
        if case.footage != counts.get(case.chain_key, 0):
            yield f"{case.chain_key}: 关联录像数与关联登记不一致"


def verify_exhibits() -> Iterator[str]:
    """Exhibits whose state is not the one that their last move led to."""
    for exhibit in Exhibit.objects.prefetch_related("moves").order_by("pk"):
        moves = list(exhibit.moves.all())
        if not moves or AFTER[moves[-1].kind] != exhibit.state:
            yield f"{exhibit.case_id}: 证物{exhibit.number}的状态与流转记录不一致"
