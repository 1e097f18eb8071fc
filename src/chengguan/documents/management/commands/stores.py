"""`manage.py stores`: where files lie, how the store does; with --copy-to, move an installation to another store."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Sum

from chengguan.documents import copying
from chengguan.documents.models import StoredFile
from chengguan.documents.stores import NAMES, Store, StoreUnavailable, current, named

GB: Final = 1_000_000_000
REPORT_EVERY: Final = 200


class Command(BaseCommand):
    help = "查看文件存储：位置、数量、剩余空间、连接；--copy-to 把全部文件复制到另一种存储（可中断、可重复）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--copy-to", choices=NAMES, help="复制到哪一种存储")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._show(current())
            if options["copy_to"]:
                self._copy(current(), options["copy_to"])
        except StoreUnavailable as error:
            raise CommandError(str(error)) from error

    def _show(self, store: Store) -> None:
        health = store.health()
        kept = StoredFile.objects.filter(removed_at=None).aggregate(files=Count("pk"), size=Sum("size"))
        self.stdout.write(f"存储方式：{store.name}（{health.place}），连接正常")
        self.stdout.write(f"登记的文件：{kept['files']} 个，{(kept['size'] or 0) / GB:.2f} GB")
        self.stdout.write(
            f"剩余空间：{'由存储服务管理' if health.free is None else f'{health.free / GB:.1f} GB'}"
        )
        self.stdout.write(f"锁定：{health.locking}")

    def _copy(self, source: Store, name: str) -> None:
        if name == source.name:
            raise CommandError(f"当前就是 {name}，不需要复制")
        target = named(name)
        self.stdout.write(f"复制到 {name}（{target.health().place}）")
        outcomes: Counter[str] = Counter()
        for done in copying.copy_all(source, target):
            outcomes[done.outcome] += 1
            if done.fault:
                self.stderr.write(f"文件 {done.sha256}: {done.fault}")
            if outcomes.total() % REPORT_EVERY == 0:
                self.stdout.write(f"已处理 {outcomes.total()} 个")
        self.stdout.write(f"复制 {outcomes[copying.COPIED]} 个，已有 {outcomes[copying.THERE]} 个")
        if outcomes[copying.FAULTY]:
            raise CommandError(f"{outcomes[copying.FAULTY]} 个文件没有复制，请先处理，再运行一次")
        self.stdout.write(
            f"全部完成。请停用网页和后台服务，再运行一次本命令，设置 FILES_STORE={name}（现为 {settings.FILES_STORE}），"
            "然后运行 manage.py verify"
        )
