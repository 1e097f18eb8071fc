"""Acts upon amendments: load, rehearse, adopt, revert."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from chengguan.amendments.facts import acts as facts
from chengguan.amendments.facts.pack import Content
from chengguan.amendments.facts.report import report
from chengguan.amendments.models import Amendment, Rehearsal
from chengguan.base.numbering import next_number
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.ledger.canonical import sha256
from chengguan.ledger.models import Supplement
from chengguan.ledger.norms import AMENDMENT, forget
from chengguan.powers.acts import carry_out, take_back

from .rehearsing import begin

EVERYWHERE = "amendment"


@act("amendment.load", facts=facts.loading)
def load(*, actor: Viewer, at: datetime, content: Content, source: str) -> Done:
    """载入法律变更包 (平台规则): kept as it is; nothing changes until it is adopted. A rehearsal begins at once. Result: the amendment."""
    where = facts.setting_for(actor, at, content, "")
    amendment = Amendment(
        bureau_id=actor.bureau_id,
        number=f"A{next_number(EVERYWHERE, EVERYWHERE, 0):04d}",
        title=content.title[:200],
        effective_on=content.effective_on,
        summary=content.summary,
        repeals=list(content.repeals),
        files=dict(content.files),
        sheets=dict(content.sheets),
        report=report(where),
        sha256=content.digest,
        source=source[:120],
        loaded_at=at,
    )
    amendment.save(force_insert=True)
    begin(amendment, actor, at)
    data = {
        "number": amendment.number,
        "source": source,
        "files": {path: sha256(text.encode()) for path, text in content.files.items()},
        "lists": sorted(content.sheets),
        "repeals": list(content.repeals),
    }
    sets = {"number": amendment.number, "sha256": content.digest, "effective_on": content.effective_on}
    reference = DocRef("amendment_pack", amendment.number, content.digest)
    return Done(amendment, sets=sets, data=data, documents=(reference,), result=amendment)


@act("amendment.rehearse", facts=facts.rehearsing, on="amendment")
def rehearse(*, actor: Viewer, at: datetime, amendment: Amendment) -> Done:
    """试算变更影响: every open case of the bureau is compared under both books by the worker. Result: the rehearsal."""
    run = begin(amendment, actor, at)
    data = {"old": run.old_digest, "new": run.new_digest, "cases": run.total}
    return Done(amendment, data=data, result=run)


@act("amendment.adopt", facts=facts.adoption, on="amendment")
def adopt(*, actor: Viewer, at: datetime, amendment: Amendment, opinion: str) -> Done:
    """采纳法律变更: from now on every process judges by the changed book; the changed list is in force. Result: the amendment."""
    where = facts.setting_for(actor, at, facts.content_of(amendment), amendment.number)
    undo: dict[str, Any] = {"book": where.old.digest}
    if amendment.files:
        text = json.dumps(amendment.files, ensure_ascii=False, sort_keys=True)
        Supplement.objects.create(
            kind=AMENDMENT, key=amendment.number, text=text, sha256=sha256(text.encode())
        )
    if where.plan.matters or where.plan.powers or where.plan.closing:
        undo["list"] = carry_out(where.plan, amendment.bureau_id)
    amendment.undo = undo
    _tell()
    sets = {"adopted_on": at.date(), "book": where.new.digest}
    data = {"opinion": opinion, "book_before": where.old.digest, "book_after": where.new.digest, **undo}
    return Done(amendment, sets=sets, data=data, result=amendment)


@act("amendment.revert", facts=facts.reversion, on="amendment")
def revert(*, actor: Viewer, at: datetime, amendment: Amendment, opinion: str) -> Done:
    """撤回法律变更: the book is again exactly what it was before the adoption; the record of both stays. Result: the amendment."""
    Supplement.objects.filter(kind=AMENDMENT, key=amendment.number).delete()
    if "list" in amendment.undo:
        take_back(amendment.undo["list"], amendment.bureau_id)
    restored = amendment.undo.get("book", "")
    amendment.undo = {}
    Rehearsal.objects.filter(amendment=amendment).update(old_digest="")
    _tell()
    data = {"opinion": opinion, "book": restored}
    return Done(amendment, sets={"reverted_on": at.date()}, data=data, result=amendment)


def _tell() -> None:
    """This process reads the book anew once the transaction stands; every other one at its next act."""
    transaction.on_commit(forget)
