"""`manage.py import_statutes DIR --by NAME`: every statute text of a folder through the act statute.import, with its report.

Files are imported one by one: a file that cannot be imported is reported and left out, the others go on. With `--check`
nothing is written. Warnings stop a file unless `--reason` gives the reason that is kept with the entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Refused
from chengguan.people.models import User
from chengguan.people.selectors import viewer_of
from chengguan.statutes import acts
from chengguan.statutes.drafts import Details, Upload, upload
from chengguan.statutes.naming import likely_kind
from chengguan.statutes.parsing import ALL_TROUBLES, NotAText
from chengguan.statutes.selectors.importing import draft_of
from lawengine import Verdict

ENDINGS = (".md", ".markdown", ".txt", ".docx")
GRAVE = ("unread", "duplicate", "missing", "order", "items", "encoding")


class Command(BaseCommand):
    """Imports a folder."""

    help = "把一个文件夹里的法规文本（md、txt、docx）逐个识别并入库，打印逐行报告"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="文件夹，含下级文件夹")
        parser.add_argument("--by", required=True, help="登录名；须有法制员或者系统管理员岗位")
        parser.add_argument("--check", action="store_true", help="只识别和核对，不入库")
        parser.add_argument("--reason", default="", help="有警示时继续入库的理由，记入台账")
        parser.add_argument("--all-lines", action="store_true", help="报告推定、合并、略去的行")

    def handle(
        self, *args: Any, folder: Path, by: str, check: bool, reason: str, all_lines: bool, **options: Any
    ) -> None:
        if not folder.is_dir():
            raise CommandError(f"没有这个文件夹：{folder}")
        at = timezone.now()
        user = User.objects.filter(username=by, is_active=True).first()
        if user is None:
            raise CommandError(f"没有这个登录名：{by}")
        actor = viewer_of(user, local_date(at))
        done: Counter[str] = Counter()
        for path in texts_in(folder):
            outcome, lines = import_file(path, actor, at, check=check, reason=reason, all_lines=all_lines)
            done[outcome] += 1
            self.stdout.write(
                "\n".join([f"{outcome}  {path.relative_to(folder)}", *(f"    {line}" for line in lines)])
            )
        self.stdout.write(
            "，".join(f"{outcome} {count} 个" for outcome, count in sorted(done.items())) or "没有可读的文件"
        )


def texts_in(folder: Path) -> Iterator[Path]:
    """Files that may be statute texts, in order of their path."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix.lower() in ENDINGS)


def import_file(
    path: Path, actor: Viewer, at: datetime, *, check: bool, reason: str, all_lines: bool
) -> tuple[str, list[str]]:
    """Import one file, or only check it: the outcome in a word, and the report."""
    try:
        given = upload(path.name, path.read_bytes())
    except NotAText as error:
        return "未入库", [str(error)]
    report = _report(given, all_lines)
    details = _details(given)
    if details is None:
        return "未入库", [*report, "缺少名称或者施行日期，请在页面导入并填写。"]
    head = f"《{details.title}》{details.in_force_from} 起施行，{len(given.parsed.articles)} 条"
    if check:
        draft = draft_of(given, details, actor, at)
        return ("可以入库" if draft.possible else "不能入库"), [head, *report, *_grounds(draft.verdict)]
    try:
        reasons = {finding.id: reason for finding in _warnings(given, details, actor, at)} if reason else {}
        acts.import_version(actor=actor, at=at, reasons=reasons, upload=given, details=details)
    except Refused as refused:
        return "未入库", [head, *report, *_grounds(refused.verdict)]
    return "已入库", [head, *report]


def _warnings(given: Upload, details: Details, actor: Viewer, at: datetime) -> tuple[Any, ...]:
    verdict = draft_of(given, details, actor, at).verdict
    return verdict.warnings if verdict is not None else ()


def _details(given: Upload) -> Details | None:
    """题注 as the file says it; None where it lacks what an import needs."""
    head = given.parsed.head
    if not head.title or head.in_force_from is None:
        return None
    known = {field.name for field in fields(Details)}
    values = {name: getattr(head, name) for name in known if hasattr(head, name)}
    return Details(**values, kind=likely_kind(head.title, head.issuer, head.number))


def _report(given: Upload, all_lines: bool) -> list[str]:
    shown = [item for item in given.all_troubles if all_lines or item.kind in GRAVE]
    rest = Counter(item.kind for item in given.all_troubles if item not in shown)
    lines = [
        f"第 {item.line} 行 {item.kind_title}：{item.reason}{f'（{item.text[:40]}）' if item.text else ''}"
        for item in shown
    ]
    if rest:
        lines.append("另有" + "、".join(f"{ALL_TROUBLES[kind]} {count} 处" for kind, count in rest.items()))
    return lines


def _grounds(verdict: Verdict | None) -> list[str]:
    if verdict is None:
        return []
    return [f"{finding.statement}——{finding.cure}" for finding in (*verdict.unmet, *verdict.warnings)]
