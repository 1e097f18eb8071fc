"""编制、封卷、补充卷: from the papers of a closed case to a dossier that nothing can be added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from chengguan.base import search
from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.cases.facts.dossier import chains_of, retentions
from chengguan.cases.models import Case
from chengguan.dossiers.contents import Contents
from chengguan.dossiers.facts import acts as facts
from chengguan.dossiers.facts.checking import sealed_keys
from chengguan.dossiers.facts.contents import contents_of, frozen
from chengguan.dossiers.facts.numbering import Numbering, numbering_of
from chengguan.dossiers.models import Dossier
from chengguan.ledger import outbox
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.ledger.models import Head
from chengguan.people.models import Officer

BIND: Final = "dossiers.bind"
SERIES: Final = "archive:{category}"


@act("dossier.prepare", facts=facts.prepare)
def prepare(
    *, actor: Viewer, at: datetime, case: Case, retention: str, checker: Officer, remarks: str
) -> Done:
    """编制案卷 (行政处罚法 第四十七条): a 档号 is taken, the contents are frozen, the worker binds them."""
    rule = numbering_of(case)
    assert case.closed_on is not None
    year = case.closed_on.year
    seq = next_number(case.bureau.code, SERIES.format(category=rule.category), year)
    dossier = _new(case, at, volume=0)
    dossier.year = year
    sets = {"dossier_prepared_on": local_date(at), "dossier_year": year, "dossier_seq": seq}
    return _freeze(dossier, rule, seq, actor, at, retention, checker, remarks, sets)


@act("dossier.prepare_again", facts=facts.prepare_again, on="dossier")
def prepare_again(
    *, actor: Viewer, at: datetime, dossier: Dossier, retention: str, checker: Officer, remarks: str
) -> Done:
    """重新编制案卷: the papers or what the cover says have changed since; the 流水号 stays."""
    rule, seq = numbering_of(dossier.case), int(dossier.known["dossier_seq"])
    sets = {"dossier_prepared_on": local_date(at)}
    return _freeze(dossier, rule, seq, actor, at, retention, checker, remarks, sets)


@act("dossier.supplement", facts=facts.supplement, on="dossier")
def supplement(*, actor: Viewer, at: datetime, dossier: Dossier, checker: Officer, reason: str) -> Done:
    """编制补充卷: what came after the sealing, under the number of the dossier it belongs to. The sealed volume stays as it is."""
    case, seq = dossier.case, int(dossier.known["dossier_seq"])
    further = _new(case, at, volume=Dossier.objects.filter(case=case).count())
    further.main, further.year = dossier, dossier.year
    sets = {
        "dossier_prepared_on": local_date(at),
        "dossier_year": dossier.year,
        "dossier_seq": seq,
    }
    retention = str(dossier.known["dossier_retention"])
    return _freeze(further, numbering_of(case), seq, actor, at, retention, checker, reason, sets)


@act("dossier.seal", facts=facts.seal, on="dossier")
def seal(*, actor: Viewer, at: datetime, dossier: Dossier, checker: Officer) -> Done:
    """封卷: the record names the digests of contents and file and how far the chains of the case reach."""
    assert dossier.pdf is not None
    on = local_date(at)
    dossier.sealed_on = on
    heads = Head.objects.filter(chain__in=chains_of(dossier.case)).order_by("chain")
    sets = {
        "dossier_sealed_on": on,
        "dossier_sealed_sha256": dossier.contents_sha256,
        "dossier_pdf_sha256": dossier.pdf.sha256,
    }
    data = {
        "archive_number": dossier.archive_number,
        "pages": dossier.pages,
        "checker": checker.name,
        "contents_sha256": dossier.contents_sha256,
        "pdf_sha256": dossier.pdf.sha256,
        "pdf_sm3": dossier.pdf.sm3,
        "heads": [{"chain": head.chain, "seq": head.seq, "hash": head.hash} for head in heads],
    }
    documents = (
        DocRef("dossier_contents", dossier.archive_number, dossier.contents_sha256),
        DocRef("dossier_pdf", dossier.archive_number, dossier.pdf.sha256),
    )
    return Done(dossier, sets=sets, data=data, documents=documents, result=dossier)


def _new(case: Case, at: datetime, *, volume: int) -> Dossier:
    return Dossier(
        id=uuid7(at),
        bureau=case.bureau,
        brigade_id=case.brigade_id,
        squad_id=case.squad_id,
        case=case,
        volume=volume,
    )


def _freeze(
    dossier: Dossier, rule: Numbering, seq: int, actor: Viewer, at: datetime, retention: str, checker: Officer,
    remarks: str, sets: dict[str, Any],
) -> Done:  # fmt: skip
    """Freeze the contents under their number, make the dossier findable and order its binding."""
    case = dossier.case
    retained = retentions(case)[retention]
    number = rule.text(case.bureau.code, dossier.year, retained.code, seq, dossier.volume)
    until = retained.keep_until(case.closed_on) if case.closed_on else None
    extra = {
        "compiler": actor.name,
        "compiler_id": actor.officer_id,
        "checker": checker.name,
        "checker_id": checker.pk,
        "remarks": remarks,
        "keep_until": until.isoformat() if until else "",
        "volume": dossier.volume,
    }
    contents = contents_of(
        case,
        archive_number=number,
        retention=retention,
        at=at,
        sealed=sealed_keys(dossier),
        extra=extra,
    )
    dossier.archive_number, dossier.retention, dossier.keep_until = number, retention, until
    _keep(dossier, contents, at)
    payload = {"dossier": str(dossier.pk), "contents": dossier.contents_sha256}
    outbox.post(BIND, payload, at=at, bureau_code=case.bureau.code)
    sets = {
        **sets,
        "dossier_retention": retention,
        "dossier_contents_sha256": dossier.contents_sha256,
        "dossier_compiler": actor.name,
        "dossier_checker": checker.name,
        "dossier_keep_until": until,
    }
    data = {
        "archive_number": number,
        "case": case.number,
        "papers": len(contents.papers),
        "footage": len(contents.footage),
        "pages": contents.pages,
        "remarks": remarks,
    }
    documents = (DocRef("dossier_contents", number, dossier.contents_sha256),)
    return Done(dossier, sets=sets, data=data, documents=documents, result=dossier)


def _keep(dossier: Dossier, contents: Contents, at: datetime) -> None:
    dossier.contents, dossier.contents_sha256 = frozen(contents)
    dossier.title, dossier.pages = contents.title, contents.pages
    dossier.pdf, dossier.progress, dossier.prepared_at = None, "等待装订", at
    dossier.save()
    search.put(
        kind="dossier",
        key=str(dossier.pk),
        bureau_id=dossier.bureau_id,
        brigade_id=dossier.brigade_id,
        squad_id=dossier.squad_id,
        title=f"{dossier.archive_number} {contents.title}",
        text=f"{contents.case_number} {contents.extra['decision_number']} {contents.cause}",
    )
