"""`manage.py rebuild_likeness`: build the comparison of like cases anew from the decided cases."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from chengguan.cases.acts.likeness import rebuild_likeness


class Command(BaseCommand):
    help = "重建同案同罚特征表：按已决案件逐件重新生成"

    def handle(self, *args: Any, **options: Any) -> None:
        rows = 0
        for rows in rebuild_likeness():
            if options["verbosity"] > 1:
                self.stdout.write(f"已生成 {rows} 件")
        self.stdout.write(f"同案同罚特征表已重建：{rows} 件")
