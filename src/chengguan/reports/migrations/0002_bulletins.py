from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

import chengguan.base.uuid7

SUBJECT: list[tuple[str, Any]] = [
    (
        "id",
        models.UUIDField(
            default=chengguan.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False
        ),
    ),
    ("known", models.JSONField(default=dict, verbose_name="已知事实")),
    ("stage", models.CharField(default="", max_length=40, verbose_name="阶段")),
]


def issued_by(name: str) -> list[tuple[str, Any]]:
    """Columns of what is issued with an instrument and may be withdrawn."""
    protect = django.db.models.deletion.PROTECT
    return [
        ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
        ("withdraw_reason", models.TextField(default="", verbose_name=name)),
        ("bureau", models.ForeignKey(on_delete=protect, to="people.bureau")),
        (
            "instrument",
            models.ForeignKey(null=True, on_delete=protect, related_name="+", to="documents.instrument"),
        ),
    ]


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("documents", "0002_stores"),
        ("people", "0002_second_factor"),
        ("reports", "0001_measures"),
    ]
    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="IssuedFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=80, verbose_name="出处")),
                ("place", models.CharField(max_length=80, verbose_name="位置")),
                ("measure", models.CharField(max_length=80, verbose_name="指标")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("unit", models.CharField(max_length=20, verbose_name="单位")),
                ("definition", models.TextField(verbose_name="口径")),
                ("first", models.DateField(verbose_name="期初")),
                ("last", models.DateField(verbose_name="期末")),
                ("value", models.DecimalField(decimal_places=4, max_digits=20, verbose_name="数值")),
                ("records", models.TextField(verbose_name="记录")),
                ("count", models.PositiveIntegerField(verbose_name="记录数")),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "place"), name="issued_figure_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                *SUBJECT,
                ("month", models.DateField(verbose_name="月份（该月第一天）")),
                ("as_of", models.DateField(verbose_name="数据截止日")),
                ("content", models.JSONField(default=dict, verbose_name="内容")),
                ("remarks", models.TextField(default="", verbose_name="总体评价")),
                ("demands", models.TextField(default="", verbose_name="工作要求")),
                ("drafted_at", models.DateTimeField(verbose_name="编制时间")),
                ("issued_at", models.DateTimeField(null=True, verbose_name="印发时间")),
                *issued_by("撤回理由"),
            ],
            options={
                "indexes": [models.Index(fields=["bureau", "-month", "-id"], name="bulletin_bureau")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stage", "withdrawn"), _negated=True),
                        fields=("bureau", "month"),
                        name="bulletin_month",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatisticsReport",
            fields=[
                *SUBJECT,
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("as_of", models.DateField(verbose_name="编制日期")),
                ("content", models.JSONField(default=dict, verbose_name="内容")),
                ("notes", models.TextField(default="", verbose_name="说明")),
                ("compiled_at", models.DateTimeField(verbose_name="编制时间")),
                ("issued_at", models.DateTimeField(null=True, verbose_name="公布时间")),
                *issued_by("撤回理由（公开）"),
            ],
            options={
                "indexes": [models.Index(fields=["bureau", "-year", "-id"], name="statistics_bureau")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stage", "withdrawn"), _negated=True),
                        fields=("bureau", "year"),
                        name="statistics_year",
                    )
                ],
            },
        ),
    ]
