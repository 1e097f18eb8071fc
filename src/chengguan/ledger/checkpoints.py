"""Daily checkpoint of the ledger."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from .canonical import sha256, sm3
from .models import Checkpoint, Entry
from .verifying import heads_hash


def make_checkpoint(day: date) -> Checkpoint | None:
    """Hash all heads together under the checkpoint before. One per day; None when the day has one or nothing was recorded."""
    with transaction.atomic():
        last = Entry.objects.aggregate(last=Max("pk"))["last"]
        if last is None or Checkpoint.objects.filter(day=day).exists():
            return None
        before = Checkpoint.objects.order_by("-id").first()
        previous = before.hash if before else ""
        count, material = heads_hash(last)
        text = f"{previous}\n{day}\n".encode() + material
        return Checkpoint.objects.create(
            day=day, last_entry=last, heads=count, previous=previous, hash=sha256(text), hash_sm3=sm3(text)
        )
