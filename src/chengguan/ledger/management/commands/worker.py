"""`manage.py worker`: do what the outbox holds; make the daily checkpoint."""

from __future__ import annotations

import signal
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.ledger.checkpoints import make_checkpoint
from chengguan.ledger.daily import work_of_the_day
from chengguan.ledger.outbox import work_one


class Command(BaseCommand):
    help = "后台处理：生成文书、发送消息、每日检查点"
    running = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drain", action="store_true", help="处理完待办后退出")
        parser.add_argument(
            "--only", default="", help="只处理该前缀的事项，如 recordings.（另开一个进程专做音视频）"
        )
        parser.add_argument("--but", default="", help="不处理该前缀的事项")

    def handle(self, *args: Any, drain: bool = False, only: str = "", but: str = "", **options: Any) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        done_on: date | None = None
        while self.running:
            now = timezone.now()
            if local_date(now) != done_on:
                done_on = local_date(now)
                work_of_the_day(now)
            if work_one(now, only=only, but=but):
                continue
            if drain:
                return
            make_checkpoint(local_date(now))
            time.sleep(1)

    def _stop(self, *_: object) -> None:
        self.running = False
