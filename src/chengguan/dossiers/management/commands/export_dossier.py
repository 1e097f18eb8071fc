"""`manage.py export_dossier`: write a sealed dossier as a folder that verifies itself, on the record like every export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.dossiers.acts.exporting import export
from chengguan.dossiers.exporting.making import to_folder
from chengguan.dossiers.exporting.parts import ExportFailed
from chengguan.dossiers.models import Dossier
from chengguan.ledger.acting import Refused
from chengguan.people.models import User
from chengguan.people.selectors import viewer_of


class Command(BaseCommand):
    help = "导出案卷到文件夹（可离线核验）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="档号")
        parser.add_argument("--to", required=True, help="写到哪个文件夹（须为空）")
        parser.add_argument("--by", required=True, help="办理人的登录名（档案员、法制员或者局长）")
        parser.add_argument("--reason", required=True, help="导出事由")
        parser.add_argument("--recipient", required=True, help="接收单位或者人员")
        parser.add_argument("--without-media", action="store_true", help="不含音视频原件")

    def handle(
        self, *args: Any, number: str, to: str, by: str, reason: str, recipient: str, without_media: bool,
        **options: Any
    ) -> None:  # fmt: skip
        at = timezone.now()
        user = User.objects.filter(username=by, is_active=True).first()
        if user is None:
            raise CommandError(f"没有登录名为 {by} 的人员")
        viewer = viewer_of(user, local_date(at))
        rows = Dossier.objects.visible_to(viewer).select_related("bureau", "case__lead", "pdf")
        dossier = rows.filter(archive_number=number).first()
        if dossier is None:
            raise CommandError(f"没有档号为 {number} 的案卷")
        try:
            row = export(
                actor=viewer, at=at, dossier=dossier, reason=reason, recipient=recipient,
                with_media=not without_media, to_folder=True,
            ).result  # fmt: skip
            package = to_folder(row, Path(to), at)
        except (Refused, ExportFailed) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已导出 {len(package.parts)} 个文件到 {to}")
        self.stdout.write(f"清单摘要（SHA-256）：{package.manifest_sha256}")
