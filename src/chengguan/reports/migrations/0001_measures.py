from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0001_initial"),
        ("powers", "0002_lineage"),
        ("documents", "0001_initial"),
        ("cases", "0008_evidence"),
    ]
    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="MeasureState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, unique=True)),
                ("entry", models.BigIntegerField(default=0)),
                ("day", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CaseFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area", models.CharField(max_length=40, verbose_name="领域")),
                ("procedure", models.CharField(max_length=10, verbose_name="程序")),
                ("stage", models.CharField(max_length=40, verbose_name="阶段")),
                ("outcome", models.CharField(max_length=12, verbose_name="处理结果")),
                ("ground", models.CharField(max_length=20, verbose_name="不予处罚的情形")),
                ("leniency", models.CharField(max_length=20, verbose_name="裁量情节")),
                ("kinds", models.CharField(max_length=240, verbose_name="处罚种类")),
                ("party_kind", models.CharField(max_length=20, verbose_name="当事人类别")),
                ("party_key", models.UUIDField(null=True, verbose_name="当事人")),
                ("review", models.CharField(max_length=10, verbose_name="法制审核结果")),
                ("fast_track", models.BooleanField(verbose_name="简案快办")),
                ("annulled", models.BooleanField(verbose_name="决定已被撤销")),
                ("filed_on", models.DateField(verbose_name="立案日期")),
                ("decided_on", models.DateField(null=True, verbose_name="决定日期")),
                ("served_on", models.DateField(null=True, verbose_name="送达日期")),
                ("performed_on", models.DateField(null=True, verbose_name="履行日期")),
                ("closed_on", models.DateField(null=True, verbose_name="结案日期")),
                ("decide_days", models.IntegerField(null=True, verbose_name="立案到决定的天数")),
                ("close_days", models.IntegerField(null=True, verbose_name="立案到结案的天数")),
                ("fine", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="罚款（元）")),
                (
                    "confiscated",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="没收（元）"),
                ),
                (
                    "charged",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="罚没款（元）"),
                ),
                ("paid", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="已缴（元）")),
                (
                    "brigade",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "bureau",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="people.bureau"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fact", to="cases.case"
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powers.matter",
                    ),
                ),
                (
                    "squad",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["bureau", "decided_on", "id"], name="case_fact_decided"),
                    models.Index(fields=["bureau", "filed_on", "id"], name="case_fact_filed"),
                    models.Index(fields=["bureau", "closed_on", "id"], name="case_fact_closed"),
                    models.Index(fields=["squad", "decided_on", "id"], name="case_fact_squad_decided"),
                    models.Index(fields=["squad", "filed_on", "id"], name="case_fact_squad_filed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                ("stage", models.CharField(max_length=40, verbose_name="阶段")),
                ("open", models.PositiveIntegerField(verbose_name="在办")),
                ("overdue", models.PositiveIntegerField(verbose_name="有逾期期限")),
                ("near", models.PositiveIntegerField(verbose_name="有临近期限")),
                (
                    "brigade",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "bureau",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="people.bureau"
                    ),
                ),
                (
                    "squad",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["bureau", "day"], name="open_day_bureau")],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clock", models.CharField(max_length=60, verbose_name="期限")),
                ("mark", models.CharField(default="", max_length=20, verbose_name="序号")),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                ("started_on", models.DateField(verbose_name="起算日期")),
                ("due_on", models.DateField(verbose_name="届满日期")),
                ("stopped_on", models.DateField(null=True, verbose_name="办结日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "进行中"), ("met", "按期"), ("late", "逾期")],
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("area", models.CharField(max_length=40, verbose_name="领域")),
                (
                    "brigade",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "bureau",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="people.bureau"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="terms", to="cases.case"
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powers.matter",
                    ),
                ),
                (
                    "squad",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["bureau", "due_on", "id"], name="term_due"),
                    models.Index(fields=["bureau", "clock", "due_on", "id"], name="term_clock"),
                    models.Index(fields=["bureau", "stopped_on", "due_on"], name="term_stopped"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "clock", "mark"), name="term_of_case")
                ],
            },
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField(verbose_name="序号")),
                ("kind", models.CharField(max_length=60, verbose_name="行为")),
                ("on", models.DateField(verbose_name="日期")),
                ("detail", models.CharField(default="", max_length=40, verbose_name="情形")),
                ("before", models.CharField(default="", max_length=40, verbose_name="原阶段")),
                ("stage", models.CharField(default="", max_length=40, verbose_name="阶段")),
                ("until", models.DateField(null=True, verbose_name="离开日期")),
                ("days", models.IntegerField(null=True, verbose_name="在原阶段的天数")),
                ("area", models.CharField(max_length=40, verbose_name="领域")),
                (
                    "brigade",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "bureau",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="people.bureau"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="cases.case",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powers.matter",
                    ),
                ),
                (
                    "squad",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["bureau", "kind", "on", "id"], name="transition_kind"),
                    models.Index(
                        condition=models.Q(("stage", ""), _negated=True),
                        fields=["bureau", "until", "on"],
                        name="transition_until",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "seq"), name="transition_place")],
            },
        ),
    ]
