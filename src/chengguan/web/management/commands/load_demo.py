"""`manage.py load_demo`: build the demonstration bureaus by walking real acts, and print what agrees with the published figures."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from chengguan.base.dates import local_date
from chengguan.base.permissions import ROLES
from chengguan.people.models import Bureau, User
from chengguan.reports.measures.keeping import keep_measures
from chengguan.reports.models import AnnualReport
from chengguan.web.demonstration.agreement import agreement
from chengguan.web.demonstration.building import PLANS, build_bureau
from chengguan.web.demonstration.bureaus import BUREAUS, DemoBureau
from chengguan.web.demonstration.cast import PASSWORD


class Command(BaseCommand):
    help = "载入演示数据（虚构人员和案件），并与公开年报数字核对"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true", help="连同案件较多的机关一起载入（需要几分钟）")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console()
        begun = time.monotonic()
        chosen = [demo for demo in BUREAUS if options["full"] or not demo.full]
        for demo in chosen:
            if not Bureau.objects.filter(code=demo.sheet.code).exists():
                self._build(demo, console)
        keep_measures(timezone.now())
        agreed = all([self._compare(demo, console) for demo in chosen])
        self._logins(console)
        left = "、".join(f"{demo.sheet.name} {demo.year} 年" for demo in BUREAUS if demo not in chosen)
        if left:
            console.print(f"未载入：{left}。需要时运行 make demo-full（几分钟）。")
        console.print(f"用时 {time.monotonic() - begun:.0f} 秒。全部为演示数据，人员和企业均为虚构。")
        if not agreed:
            raise CommandError("演示数据与公开数字不一致")

    def _build(self, demo: DemoBureau, console: Console) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        # One transaction: a demonstration that was interrupted leaves nothing behind and is built anew.
        with Progress(*columns, console=console) as progress, transaction.atomic():
            task = progress.add_task(
                f"{demo.sheet.name} {demo.year}", total=len(list(PLANS[demo.sheet.code]()))
            )
            for done, _ in build_bureau(demo, local_date(timezone.now())):
                progress.update(task, completed=done)

    def _compare(self, demo: DemoBureau, console: Console) -> bool:
        table = Table(title=f"{demo.sheet.name} {demo.year} 年")
        for head in ("指标", "公开数字", "由记录得出", "一致"):
            table.add_column(head, justify="left" if head == "指标" else "right")
        lines = agreement(demo)
        waiting: dict[str, list[str]] = {}
        for line in lines:
            if line.recorded is None:
                waiting.setdefault(line.why, []).append(line.name.strip())
                continue
            table.add_row(
                line.name,
                f"{line.published:f}{line.unit}",
                f"{line.recorded.normalize():f}{line.unit}",
                "是" if line.agrees else "否",
            )
        console.print(table)
        for report in AnnualReport.objects.filter(bureau__code=demo.sheet.code, year=demo.year).exclude(
            published_on=None
        ):
            console.print(f"  年度报告 {report.number}，公开页 /gs/{demo.sheet.code}/reports/{report.year}/")
        for why, names in waiting.items():
            console.print(f"  尚无记录（{why}）：{'、'.join(names)}")
        return all(line.agrees for line in lines)

    def _logins(self, console: Console) -> None:
        table = Table(title=f"登录账号（演示密码均为 {PASSWORD}）")
        for head in ("机关", "岗位", "姓名", "用户名"):
            table.add_column(head)
        users = (
            User.objects.filter(officer__bureau__is_demo=True)
            .select_related("officer__bureau")
            .order_by("pk")
        )
        for user in users.prefetch_related("officer__posts"):
            assert user.officer is not None
            roles = "、".join(ROLES[post.role] for post in user.officer.posts.all())
            table.add_row(user.officer.bureau.short, roles, user.officer.name, user.username)
        console.print(table)
