"""`manage.py verify`: prove that the record is whole."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from chengguan.ledger import verifying
from chengguan.ledger.models import Entry


class Command(BaseCommand):
    help = "核验执法台账：链条、事实、检查点、文书文件"

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [*verifying.verify_chains(), *verifying.verify_subjects(), *verifying.verify_checkpoints()]
        for check in import_string("chengguan.web.reactions.VERIFIERS"):
            faults.extend(check())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"核验未通过：发现 {len(faults)} 处问题")
        self.stdout.write(f"核验通过：{Entry.objects.count()} 条记录，链条、事实、检查点、文件均一致")
