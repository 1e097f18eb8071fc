"""`manage.py lapse_measures`: measures past their last day lapse; the worker does the same every day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from chengguan.cases.acts.lapsing import lapse_due_measures


class Command(BaseCommand):
    help = "先行登记保存、查封、扣押期满自动解除（后台程序每天执行一次）"

    def handle(self, *args: Any, **options: Any) -> None:
        count = lapse_due_measures(timezone.now())
        self.stdout.write(f"自动解除 {count} 件")
