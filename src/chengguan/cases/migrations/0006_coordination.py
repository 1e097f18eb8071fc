import django.db.models.deletion
from django.db import migrations, models

import chengguan.base.uuid7


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_enforcement"), ("people", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("penalty", "行政处罚"),
                    ("exempted", "不予处罚"),
                    ("withdrawn", "撤销立案"),
                    ("transferred", "移送"),
                    ("terminated", "终止调查"),
                    ("merged", "并案"),
                ],
                default="",
                max_length=12,
                verbose_name="处理结果",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("penalty", "行政处罚"),
                    ("exempted", "不予处罚"),
                    ("withdrawn", "撤销立案"),
                    ("transferred", "移送"),
                    ("terminated", "终止调查"),
                    ("merged", "并案"),
                ],
                max_length=12,
                verbose_name="决定种类",
            ),
        ),
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chengguan.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("chain", "源头—运输—消纳链条"),
                            ("same_party", "同一当事人"),
                            ("related", "同案关联"),
                            ("merged", "并案"),
                            ("split", "分案"),
                        ],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("group", models.UUIDField(verbose_name="同组")),
                (
                    "case_stage",
                    models.CharField(
                        choices=[("source", "源头"), ("transport", "运输"), ("dump", "消纳")],
                        default="",
                        max_length=10,
                        verbose_name="本案环节",
                    ),
                ),
                (
                    "other_stage",
                    models.CharField(
                        choices=[("source", "源头"), ("transport", "运输"), ("dump", "消纳")],
                        default="",
                        max_length=10,
                        verbose_name="对方案件环节",
                    ),
                ),
                ("note", models.CharField(default="", max_length=500, verbose_name="说明")),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="解除时间")),
                (
                    "bureau",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.bureau"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="cases.case"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_from",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["group"], name="case_link_group")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("case", models.F("other")), _negated=True),
                        name="case_link_two_cases",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("case", "other", "kind"),
                        name="case_link_once",
                    ),
                ],
            },
        ),
    ]
