"""`manage.py collect FOLDER`: watch a folder into which a docking station writes."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chengguan.people.models import Bureau
from chengguan.recordings import dropping


class Command(BaseCommand):
    help = "投递目录：收集采集站写入目录的录像；已入库的移到 done，不能接收的移到 refused 并写明原因"
    running = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="投递目录")
        parser.add_argument("--bureau", default="", help="机关代码；只有一个机关时可以不写")
        parser.add_argument("--once", action="store_true", help="只看一遍")
        parser.add_argument("--quiet", type=float, default=dropping.QUIET_S, help="多少秒没有变化才算写完")
        parser.add_argument("--every", type=float, default=15.0, help="每隔多少秒看一遍")

    def handle(
        self, *args: Any, folder: Path, bureau: str, once: bool, quiet: float, every: float, **_: Any
    ) -> None:
        if not folder.is_dir():
            raise CommandError(f"没有这个目录：{folder}")
        signal.signal(signal.SIGTERM, self._stop)
        owner = self._bureau(bureau)
        while self.running:
            found = dropping.sweep(folder, owner, timezone.now(), quiet_s=quiet)
            if found.kept or found.refused or once:
                self.stdout.write(f"入库 {found.kept} 个，未接收 {found.refused} 个，等待 {found.waiting} 个")
            if once:
                return
            time.sleep(every)

    def _bureau(self, code: str) -> Bureau:
        rows = Bureau.objects.filter(code=code) if code else Bureau.objects.all()
        found = list(rows[:2])
        if len(found) != 1:
            raise CommandError(
                "请用 --bureau 写明机关代码。" if not code else f"没有机关代码为 {code} 的机关。"
            )
        return found[0]

    def _stop(self, *_: object) -> None:
        self.running = False
