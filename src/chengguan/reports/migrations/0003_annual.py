from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

import chengguan.base.uuid7


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("reports", "0002_bulletins"),
        ("documents", "0001_initial"),
        ("people", "0001_initial"),
    ]
    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="AnnualReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chengguan.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("known", models.JSONField(default=dict, verbose_name="已知事实")),
                ("stage", models.CharField(default="", max_length=40, verbose_name="阶段")),
                (
                    "kind",
                    models.CharField(
                        choices=[("annual", "法治政府建设年度报告"), ("duty", "述法报告")],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="报告年度")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("draft", models.PositiveSmallIntegerField(default=1, verbose_name="第几稿")),
                ("begun_on", models.DateField(verbose_name="起草日期")),
                ("number", models.CharField(default="", max_length=60, verbose_name="文号")),
                ("issued_on", models.DateField(null=True, verbose_name="成文日期")),
                ("sent_on", models.DateField(null=True, verbose_name="报送日期")),
                ("published_on", models.DateField(null=True, verbose_name="公开日期")),
                ("content", models.TextField(default="", verbose_name="印发的正文")),
                ("content_sha256", models.CharField(default="", max_length=64)),
                (
                    "bureau",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.bureau"),
                ),
                (
                    "docx",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
                        verbose_name="述法人员",
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AnnualOpinion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chengguan.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("draft", models.PositiveSmallIntegerField(verbose_name="第几稿")),
                ("block", models.CharField(default="", max_length=20, verbose_name="段落")),
                ("place", models.CharField(default="", max_length=60, verbose_name="位置")),
                ("source", models.CharField(default="", max_length=80, verbose_name="提出单位")),
                ("text", models.TextField(verbose_name="意见")),
                ("by_name", models.CharField(max_length=40, verbose_name="登记人")),
                ("at", models.DateTimeField(verbose_name="提出时间")),
                ("adopted", models.BooleanField(null=True, verbose_name="采纳")),
                ("answer", models.TextField(default="", verbose_name="采纳情况")),
                ("settled_by", models.CharField(default="", max_length=40, verbose_name="处理人")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="reports.annualreport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AnnualText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField(verbose_name="第几次保存")),
                ("draft", models.PositiveSmallIntegerField(verbose_name="第几稿")),
                ("blocks", models.JSONField(default=list, verbose_name="正文")),
                ("sha256", models.CharField(max_length=64)),
                ("by_name", models.CharField(max_length=40, verbose_name="修改人姓名")),
                ("at", models.DateTimeField(verbose_name="保存时间")),
                ("why", models.CharField(default="", max_length=200, verbose_name="说明")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
                        verbose_name="修改人",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="reports.annualreport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeclaredNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signature", models.CharField(max_length=120, verbose_name="数字和前后文字")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("by_name", models.CharField(max_length=40, verbose_name="认定人")),
                ("at", models.DateTimeField(verbose_name="认定时间")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declared",
                        to="reports.annualreport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FrozenFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=80, verbose_name="编号")),
                ("measure", models.CharField(max_length=60, verbose_name="指标")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("unit", models.CharField(max_length=20, verbose_name="单位")),
                ("definition", models.TextField(verbose_name="口径")),
                ("value", models.DecimalField(decimal_places=4, max_digits=20, verbose_name="数值")),
                (
                    "basis",
                    models.CharField(
                        choices=[("record", "由记录产生"), ("stated", "填报"), ("earlier", "上年度报告所载")],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("source", models.CharField(default="", max_length=300, verbose_name="来源材料")),
                ("records", models.JSONField(default=list, verbose_name="记录")),
                ("sha256", models.CharField(max_length=64)),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="reports.annualreport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatedFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("figure", models.CharField(max_length=60, verbose_name="编号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("unit", models.CharField(max_length=20, verbose_name="单位")),
                ("value", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="数值")),
                ("about", models.BooleanField(default=False, verbose_name="约数")),
                ("source", models.CharField(max_length=200, verbose_name="来源材料")),
                ("source_on", models.DateField(verbose_name="材料日期")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("by_name", models.CharField(max_length=40, verbose_name="填报人")),
                ("at", models.DateTimeField(verbose_name="填报时间")),
                ("current", models.BooleanField(default=True, verbose_name="现行")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stated",
                        to="reports.annualreport",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="annualreport",
            index=models.Index(fields=["bureau", "-year"], name="annual_bureau"),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "annual")), fields=("bureau", "year"), name="annual_report_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "duty")),
                fields=("bureau", "year", "officer"),
                name="duty_report_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualtext",
            constraint=models.UniqueConstraint(fields=("report", "seq"), name="annual_text_seq"),
        ),
        migrations.AddConstraint(
            model_name="declarednumber",
            constraint=models.UniqueConstraint(fields=("report", "signature"), name="declared_once"),
        ),
        migrations.AddIndex(
            model_name="frozenfigure",
            index=models.Index(fields=["measure", "year"], name="frozen_figure_measure"),
        ),
        migrations.AddConstraint(
            model_name="frozenfigure",
            constraint=models.UniqueConstraint(fields=("report", "slug"), name="frozen_figure_once"),
        ),
        migrations.AddConstraint(
            model_name="statedfigure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)),
                fields=("report", "figure", "year"),
                name="stated_figure_once",
            ),
        ),
    ]
