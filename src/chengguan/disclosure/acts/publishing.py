"""The life of a publication: prepared from the decision, released, corrected, withdrawn, ended (行政处罚法 第四十八条)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import chinese_date, local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.disclosure.facts import publishing as facts
from chengguan.disclosure.models import Publication, Revision
from chengguan.disclosure.policy import Compiled, compile_fields
from chengguan.documents.issuing import CODE_LETTERS
from chengguan.ledger import outbox
from chengguan.ledger.acting import DocRef, Done, act

from . import delivering

COPY: Final = "disclosure.copy"
CODE_LENGTH: Final = 10
ENDINGS: Final = {"expired": "公示期满，停止公示", "repaired": "信用修复，停止公示"}


@act("publication.prepare", facts=facts.preparation)
def prepare(*, actor: Viewer, at: datetime, case: Case) -> Done:
    """生成公示信息: what the public will see of a penalty, compiled from its facts; nothing is typed. Result: the publication."""
    assert case.decided_on is not None
    on, jurisdiction = local_date(at), case.bureau.jurisdiction
    compiled = compile_fields(case, on)
    first, last = facts.periods(case.decided_on, compiled.severity, jurisdiction)
    publication = Publication(
        id=uuid7(at),
        bureau=case.bureau,
        brigade_id=case.brigade_id,
        squad_id=case.squad_id,
        kind="penalty",
        subject_key=case.chain_key,
        case=case,
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        number=compiled.number,
        cause=case.cause,
        decided_on=case.decided_on,
        due_on=facts.release_reading(case.decided_on, on, jurisdiction).due_on,
        prepared_at=at,
        repairable_from=first,
        shown_until=last,
        is_demo=case.is_demo,
    )
    _take(publication, compiled)
    publication.save(force_insert=True)
    sets = {"publication_prepared_on": on, **_content(compiled, on)}
    data = {"case": case.number, "number": compiled.number, "due_on": publication.due_on, "severity": compiled.severity}  # fmt: skip
    return Done(publication, sets=sets, data=data, documents=_refs(publication, compiled), result=publication)


@act("publication.release", facts=facts.release, on="publication")
def release(*, actor: Viewer, at: datetime, publication: Publication, reviewed: bool = False) -> Done:
    """公示: from now on the portal shows it, and every receiver is sent it. `reviewed`: the findings were looked at by the actor."""
    compiled = facts.recompiled(publication, local_date(at))
    publication.findings, publication.released_at = compiled.findings, at
    Revision.objects.create(
        publication=publication, number=publication.revision, fields=publication.fields, at=at
    )
    sets = {"publication_released_on": local_date(at), "publication_held": False}
    _copy(publication, at)
    sent = delivering.deliver(publication, at)
    data = {"reviewed": reviewed, "findings": [row["id"] for row in compiled.findings], "receivers": len(sent)}  # fmt: skip
    return Done(publication, sets=sets, data=data, documents=_refs(publication, compiled), result=publication)


@act("publication.hold", facts=facts.hold, on="publication")
def hold(*, actor: Viewer, at: datetime, publication: Publication, reason: str) -> Done:
    """暂缓公示: the platform no longer releases it by itself; the period goes on running."""
    sets = {"publication_held": True, "publication_held_because": reason.strip()}
    return Done(publication, sets=sets, data={"reason": reason}, result=publication)


@act("publication.require_withdrawal", facts=facts.requirement, on="publication")
def require_withdrawal(*, actor: Viewer, at: datetime, publication: Publication) -> Done:
    """登记撤回事由: the three working days run from the day on which the organ knew (行政处罚法 第四十八条第二款、第八十五条)."""
    assert publication.case is not None
    ground = facts.ground_of(publication.case.known)
    assert ground is not None
    reading = facts.withdrawal_reading(ground.known_on, local_date(at), actor.jurisdiction)
    publication.withdraw_due_on = reading.due_on
    sets = {"withdraw_ground": ground.id, "withdraw_known_on": ground.known_on}
    return Done(publication, sets=sets, data={"due_on": reading.due_on}, result=publication)


@act("publication.withdraw", facts=facts.withdrawal, on="publication")
def withdraw(*, actor: Viewer, at: datetime, publication: Publication, reason: str) -> Done:
    """撤回公示并说明理由 (行政处罚法 第四十八条第二款): at once here, and at every receiver that was sent it."""
    publication.withdrawn_at, publication.withdraw_reason = at, reason.strip()
    recalled = delivering.recall(publication, at, publication.withdraw_reason)
    sets = {"publication_withdrawn_on": local_date(at)}
    data = {"reason": reason, "receivers": len(recalled)}
    return Done(publication, sets=sets, data=data, result=publication)


@act("publication.correct", facts=facts.correction, on="publication")
def correct(
    *, actor: Viewer, at: datetime, publication: Publication, reason: str, hide: Sequence[str] = ()
) -> Done:
    """更正公示内容: compiled anew from the facts; `hide` are further words to be masked. What is shown becomes a new revision."""
    on = local_date(at)
    before = publication.fields
    compiled = facts.recompiled(publication, on, hide)
    _take(publication, compiled)
    words = list(dict.fromkeys([*facts.redactions(publication), *(word.strip() for word in hide if word.strip())]))  # fmt: skip
    sets = {"publication_corrected_on": on, "publication_redactions": words, **_content(compiled, on)}
    sent: list[Any] = []
    if publication.stage == Publication.RELEASED:
        publication.revision += 1
        Revision.objects.create(
            publication=publication, number=publication.revision, fields=compiled.fields, reason=reason.strip()[:300], at=at
        )  # fmt: skip
        _copy(publication, at)
        sent = delivering.reissue(publication, at, reason.strip())
    data = {"reason": reason, "changed": changed(before, compiled.fields), "revision": publication.revision, "receivers": len(sent)}  # fmt: skip
    return Done(publication, sets=sets, data=data, documents=_refs(publication, compiled), result=publication)


@act("publication.decline", facts=facts.refusal, on="publication")
def decline(*, actor: Viewer, at: datetime, publication: Publication, reason: str) -> Done:
    """不予公示, with reasons: secrets, privacy, or a decision that no longer stands."""
    sets = {"publication_declined_on": local_date(at), "publication_declined_because": reason.strip()}
    return Done(publication, sets=sets, data={"reason": reason}, result=publication)


@act("publication.end", facts=facts.ending, on="publication")
def end(*, actor: Viewer, at: datetime, publication: Publication, ending: str) -> Done:
    """停止公示: the longest term is over, or the party's credit has been repaired; the receivers are told."""
    publication.ended_at, publication.ending = at, ending
    recalled = delivering.recall(publication, at, ENDINGS[ending])
    sets = {"publication_ended_on": local_date(at)}
    return Done(publication, sets=sets, data={"ending": ending, "receivers": len(recalled)}, result=publication)  # fmt: skip


def standard_reason(publication: Publication) -> str:
    """The public words of a withdrawal that follows from what the case has on record."""
    assert publication.case is not None
    ground = facts.ground_of(publication.case.known)
    if ground is None:
        return ""
    return f"{publication.number}{ground.words}（{chinese_date(ground.known_on)}），依照行政处罚法第四十八条第二款撤回公示。"


def changed(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[str]:
    """Ids of the fields whose shown value differs."""
    old, new = ({row["id"]: row["value"] for row in rows} for rows in (before, after))
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


def _take(publication: Publication, compiled: Compiled) -> None:
    publication.fields, publication.withheld = compiled.fields, compiled.withheld
    publication.findings, publication.severity = compiled.findings, compiled.severity
    publication.party_name, publication.party_kind = compiled.party_name, compiled.party_kind
    publication.title = compiled.title[:240]


def _content(compiled: Compiled, on: date) -> dict[str, Any]:
    """What the record keeps of the content: its digest, the digest of the policy, and the day of both."""
    return {
        "publication_fields_sha256": compiled.sha256,
        "publication_policy_sha256": compiled.policy,
        "publication_compiled_on": on,
    }


def _refs(publication: Publication, compiled: Compiled) -> tuple[DocRef, ...]:
    """The published content as a document of the act."""
    return (DocRef("publication", publication.code, compiled.sha256),)


def _copy(publication: Publication, at: datetime) -> None:
    """Order the public copy of the decision, and forget the one before."""
    publication.document = None
    payload = {"publication": str(publication.pk), "revision": publication.revision}
    outbox.post(COPY, payload, at=at, bureau_code=publication.bureau.code)
