"""Checks of `manage.py verify`: saved texts, issued texts and frozen figures agree with the digests on the record."""

from __future__ import annotations

import json
from collections.abc import Iterator

from chengguan.ledger.canonical import canonical, sha256
from chengguan.ledger.models import Entry
from chengguan.reports.models import AnnualReport, AnnualText

from .freezing import digest_of


def verify_annual() -> Iterator[str]:
    """Reports whose texts or figures are not what was saved and issued."""
    for text in AnnualText.objects.select_related("report").order_by("pk").iterator(chunk_size=200):
        if sha256(canonical(text.blocks).encode()) != text.sha256:
            yield f"年度报告 {text.report.title}：第{text.seq}次保存的文本与摘要不符"
    for report in AnnualReport.objects.exclude(issued_on=None).order_by("pk"):
        yield from _issued(report)


def _issued(report: AnnualReport) -> Iterator[str]:
    recorded = _recorded(report)
    if recorded is None:
        yield f"年度报告 {report.title}：台账中没有印发记录"
        return
    digests, content = recorded
    if sha256(report.content.encode()) != report.content_sha256 or report.content_sha256 != content:
        yield f"年度报告 {report.title}：印发的正文与台账不符"
    found = {row.slug: row for row in report.figures.select_related("file")}
    for slug in sorted(set(digests) ^ set(found)):
        yield f"年度报告 {report.title}：数字 {slug} 与台账不一致"
    for slug, row in found.items():
        if digest_of(row) != row.sha256 or row.sha256 != digests.get(slug):
            yield f"年度报告 {report.title}：{row.name}的数值或者记录清单与印发时不符"


def _recorded(report: AnnualReport) -> tuple[dict[str, str], str] | None:
    """Digests of the figures and of the text as the act of issue recorded them."""
    entry = Entry.objects.filter(chain=report.chain_key, kind="annual.issue").order_by("-seq").first()
    if entry is None:
        return None
    body = json.loads(entry.body)
    return body["data"]["figures"], body["documents"][0]["sha256"]
