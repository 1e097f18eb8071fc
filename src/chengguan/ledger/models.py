"""The ledger's tables: entries chained per subject, heads, daily checkpoints, and the outbox.

The ledger knows no domain model: a subject is a row of any table that derives from `Subject`.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.db import models

from chengguan.base.uuid7 import uuid7


class Subject(models.Model):
    """Anything that acts are done to. What is known of it is the fold of its entries' `sets`; stage follows from acts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    known = models.JSONField("已知事实", default=dict)
    stage = models.CharField("阶段", max_length=40, default="")

    RELATED: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @property
    def chain_key(self) -> str:
        """Name of this subject's chain in the ledger, e.g. `case/0190…`."""
        return f"{self._meta.model_name}/{self.pk}"

    @classmethod
    def locked(cls, pk: uuid.UUID) -> Self:
        """The row as it is now, locked until the transaction ends; `RELATED` rows are read with it."""
        manager: models.Manager[Self] = cls._default_manager
        return manager.select_for_update(of=("self",)).select_related(*cls.RELATED).get(pk=pk)


class Entry(models.Model):
    """One act on the record. `body` is canonical JSON; `hash` covers it and the hash before it. Never changed, never deleted."""

    chain = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    bureau_code = models.CharField(max_length=12)
    officer_id = models.BigIntegerField(null=True)
    body = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    hash_sm3 = models.CharField(max_length=64)
    caused_by = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="entry_place_in_chain")]
        indexes = [
            models.Index(fields=["bureau_code", "-id"], name="entry_bureau"),
            models.Index(fields=["kind", "-id"], name="entry_kind"),
            models.Index(fields=["officer_id", "-id"], name="entry_officer"),
        ]


class Head(models.Model):
    """Where a chain ends: the lock under which the next entry is appended."""

    chain = models.CharField(max_length=80, primary_key=True)
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")


class Checkpoint(models.Model):
    """Daily checkpoint: all heads of one day hashed together, chained to the checkpoint before."""

    day = models.DateField(unique=True)
    last_entry = models.BigIntegerField()
    heads = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    hash_sm3 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)


class Posted(models.Model):
    """Outbox row: work outside the database that an act calls for; written with the act, done by the worker, shown to the clerk."""

    WAITING, DONE, FAILED = "waiting", "done", "failed"
    topic = models.CharField("事项", max_length=60)
    payload: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("内容")
    bureau_code = models.CharField(max_length=12, default="")
    state = models.CharField("状态", max_length=10, default=WAITING)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    due_at = models.DateTimeField("下次执行")
    posted_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    error = models.TextField("错误", default="")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="posted_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["state", "-id"], name="posted_state"),
        ]


class Supplement(models.Model):
    """A norm that an administrator entered in the running system (放假调休通知): kept as the text that was entered."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="supplement_unique")]


class NormFile(models.Model):
    """One norm file as it was when an act was judged by it: kept by its digest, so that every past verdict can be replayed."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.TextField()


class NormSnapshot(models.Model):
    """The whole norm book of one time: which files, by path and digest. Entries name the snapshot by its digest."""

    digest = models.CharField(max_length=64, primary_key=True)
    files: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    kept_at = models.DateTimeField(auto_now_add=True)
