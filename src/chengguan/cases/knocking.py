"""限制猜码: from one address only so many wrong codes in an hour; then no code of any kind is answered for the rest of it.

A small table of our own rather than the lock-out of logins (axes): someone who guesses codes behind the same address must
not lock officers out of their work. Addresses are kept as keyed digests and forgotten after a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from .models import WrongCode

LIMIT: Final = 20
WINDOW: Final = timedelta(hours=1)
KEPT: Final = timedelta(days=1)


def may_try(address: str, at: datetime) -> bool:
    """Whether a code from this address is looked up at all. One query."""
    row = WrongCode.objects.filter(address=_key(address)).first()
    return row is None or row.tries < LIMIT or at - row.since >= WINDOW


def note_wrong(address: str, at: datetime) -> None:
    """Count a wrong code; the window begins anew with the first wrong code after it has run out."""
    with transaction.atomic():
        row, new = WrongCode.objects.get_or_create(address=_key(address), defaults={"since": at, "tries": 1})
        if new:
            return
        fresh = at - row.since >= WINDOW
        changed = {"since": at, "tries": 1} if fresh else {"tries": F("tries") + 1}
        WrongCode.objects.filter(pk=row.pk).update(**changed)


def forget(at: datetime) -> int:
    """Daily: addresses from which no wrong code came since yesterday. Returns how many."""
    return WrongCode.objects.filter(since__lt=at - KEPT).delete()[0]


def _key(address: str) -> str:
    return salted_hmac("chengguan.party_page", address, algorithm="sha256").hexdigest()
