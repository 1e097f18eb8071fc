from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_leniency"), ("people", "0001_initial"), ("powers", "0001_initial")]

    operations: list[migrations.operations.base.Operation] = [
        migrations.CreateModel(
            name="LikeCase",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=deletion.CASCADE,
                        primary_key=True,
                        related_name="likeness",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("matter_key", models.CharField(max_length=40, verbose_name="案由代码")),
                ("national_key", models.CharField(max_length=80, verbose_name="违反条款")),
                ("organisation", models.BooleanField(verbose_name="单位")),
                (
                    "law_low",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, null=True, verbose_name="法定下限（元）"
                    ),
                ),
                (
                    "law_high",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, null=True, verbose_name="法定上限（元）"
                    ),
                ),
                ("tier", models.PositiveSmallIntegerField(default=0, verbose_name="裁量阶次")),
                ("tiers", models.PositiveSmallIntegerField(default=0, verbose_name="阶次数")),
                ("tier_title", models.CharField(default="", max_length=40, verbose_name="阶次名称")),
                ("leniency", models.CharField(default="", max_length=20, verbose_name="从轻减轻从重")),
                ("circumstances", models.JSONField(default=list, verbose_name="裁量情节")),
                ("quantities", models.JSONField(default=list, verbose_name="涉案数量")),
                ("size", models.FloatField(null=True, verbose_name="主要数量")),
                ("size_unit", models.CharField(default="", max_length=12, verbose_name="单位")),
                ("repeated", models.PositiveSmallIntegerField(default=0, verbose_name="既往处罚")),
                ("corrected", models.BooleanField(null=True, verbose_name="已改正")),
                ("area", models.CharField(default="", max_length=60, verbose_name="辖区")),
                ("decided_on", models.DateField(verbose_name="决定日期")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("penalty", "行政处罚"),
                            ("exempted", "不予处罚"),
                            ("annulled", "处罚已撤销"),
                        ],
                        max_length=12,
                        verbose_name="处理结果",
                    ),
                ),
                (
                    "fine",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="罚款（元）"
                    ),
                ),
                ("share", models.FloatField(null=True, verbose_name="占法定幅度")),
                (
                    "brigade",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "bureau",
                    models.ForeignKey(
                        db_index=False, on_delete=deletion.PROTECT, related_name="+", to="people.bureau"
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False, on_delete=deletion.PROTECT, related_name="+", to="powers.matter"
                    ),
                ),
                (
                    "squad",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["bureau", "matter_key", "organisation", "tier", "-decided_on"],
                        name="like_tier",
                    ),
                    models.Index(
                        fields=["bureau", "matter_key", "organisation", "size_unit", "size"], name="like_size"
                    ),
                    models.Index(
                        fields=["national_key", "organisation", "tier", "-decided_on"], name="like_law"
                    ),
                    models.Index(fields=["bureau", "-decided_on"], name="like_bureau"),
                    models.Index(fields=["brigade", "-decided_on"], name="like_brigade"),
                    models.Index(fields=["squad", "-decided_on"], name="like_squad"),
                ],
            },
        ),
    ]
