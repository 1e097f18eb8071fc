"""What the page for parties keeps besides the acts: from where wrong codes came."""

from __future__ import annotations

from django.db import models


class WrongCode(models.Model):
    """输错校验码的次数, by a keyed digest of the address it came from; forgotten after a day."""

    address = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["since"], name="wrong_code_since")]
