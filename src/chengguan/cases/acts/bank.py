"""导入银行对账文件: each row that fits a decision becomes a payment of its case; the others say why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chengguan.base.viewer import Viewer
from chengguan.cases.facts import bank as facts
from chengguan.cases.facts.bank import BankRow
from chengguan.cases.facts.service import DECISIONS
from chengguan.cases.models import BankFile, BankLine, Case, Payment
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, Refused, act

from .execution import record_payment


@act("bank.import_file", facts=facts.import_file)
def import_file(*, actor: Viewer, at: datetime, name: str, sha256: str, rows: Sequence[BankRow]) -> Done:
    """导入银行对账文件 (行政处罚法 第六十七条): payments as the collecting bank reports them. Result: the file."""
    file = BankFile.objects.create(
        bureau_id=actor.bureau_id,
        name=name,
        sha256=sha256,
        imported_at=at,
        imported_by_id=actor.officer_id,
        rows=len(rows),
        matched=0,
    )
    desk = _Desk(actor, at, file, rows)
    lines = [desk.enter(row) for row in rows]
    BankLine.objects.bulk_create(lines)
    file.matched = sum(1 for line in lines if not line.problem)
    data = {"name": name, "sha256": sha256, "rows": len(rows), "matched": file.matched}
    return Done(file, data=data, result=file)


class _Desk:
    """The file being entered: which decisions its numbers name, which references have been seen."""

    def __init__(self, actor: Viewer, at: datetime, file: BankFile, rows: Sequence[BankRow]) -> None:
        self.actor, self.at, self.file = actor, at, file
        self.cases = _cases(actor, {row.number for row in rows})
        references = [row.reference for row in rows if row.reference]
        self.used: dict[str, str] = dict.fromkeys(
            Payment.objects.filter(
                bureau_id=actor.bureau_id, reference__in=references, reversed_on=None
            ).values_list("reference", flat=True),
            "该流水号已经入账",
        )

    def enter(self, row: BankRow) -> BankLine:
        """Record the payment of one row, or keep the reason why not."""
        case = self.cases.get(row.number)
        problem = row.problem or self._objection(row, case) or self._record(row, case)
        if not row.problem and row.reference:
            self.used.setdefault(row.reference, f"流水号与第{row.row}行重复")
        return BankLine(
            file=self.file,
            row=row.row,
            reference=row.reference,
            instrument_number=row.number,
            payer=row.payer,
            amount=row.amount,
            paid_on=row.paid_on,
            case=case,
            problem=problem[:300],
        )

    def _objection(self, row: BankRow, case: Case | None) -> str:
        if row.reference in self.used:
            return self.used[row.reference]
        return "" if case else "没有这一文号的处罚决定，请与银行核对决定书文号"

    def _record(self, row: BankRow, case: Case | None) -> str:
        assert case is not None and row.amount is not None and row.paid_on is not None
        try:
            record_payment(
                actor=self.actor,
                at=self.at,
                case=case,
                amount=row.amount,
                paid_on=row.paid_on,
                reference=row.reference,
                payer=row.payer,
                caused_by=self.file.chain_key,
            )
        except Refused as refusal:
            return "；".join(
                f"未满足：{finding.statement}。{finding.cure}" for finding in refusal.verdict.unmet
            )
        return ""


def _cases(actor: Viewer, numbers: set[str]) -> Mapping[str, Case]:
    """Cases of the bureau by the numbers of their decisions. Two queries."""
    papers: dict[str, Any] = {
        paper.subject_key.removeprefix("case/"): paper.number
        for paper in Instrument.objects.filter(
            bureau_id=actor.bureau_id, number__in=numbers - {""}, kind__in=DECISIONS
        ).only("subject_key", "number")
    }
    return {papers[str(case.pk)]: case for case in Case.objects.filter(pk__in=list(papers)).visible_to(actor)}
