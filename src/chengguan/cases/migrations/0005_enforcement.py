import django.db.models.deletion
from django.db import migrations, models

import chengguan.base.uuid7

KINDS = [
    ("fine", "罚款"),
    ("additional_fine", "加处罚款"),
    ("daily_fine", "按日连续处罚罚款"),
    ("performance_cost", "代履行费用"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_compulsion"), ("people", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="payment", name="payment_reference_once"),
        migrations.AddField(
            model_name="payment",
            name="reversed_on",
            field=models.DateField(null=True, verbose_name="冲正日期"),
        ),
        migrations.AlterField(
            model_name="payment",
            name="kind",
            field=models.CharField(choices=KINDS, default="fine", max_length=16, verbose_name="款项"),
        ),
        migrations.AlterField(
            model_name="payment",
            name="source",
            field=models.CharField(
                choices=[("bank", "银行代收"), ("on_spot", "当场收缴"), ("court", "法院执行")],
                max_length=10,
                verbose_name="来源",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reversed_on", None)),
                fields=("bureau", "reference", "kind"),
                name="payment_reference_once",
            ),
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chengguan.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=16, verbose_name="款项")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额（元）")),
                ("refunded_on", models.DateField(verbose_name="退还日期")),
                ("reference", models.CharField(max_length=60, verbose_name="退款凭证号")),
                (
                    "bureau",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.bureau"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Outstanding",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outstanding",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("sort_on", models.DateField(verbose_name="排序日期")),
                ("due_on", models.DateField(null=True, verbose_name="履行期限")),
                ("demanded_on", models.DateField(null=True, verbose_name="催告送达日期")),
                ("demand_due_on", models.DateField(null=True, verbose_name="催告期限")),
                ("demand_by", models.DateField(null=True, verbose_name="最迟送达催告书")),
                ("window_from", models.DateField(null=True, verbose_name="可以申请法院执行之日前一日")),
                ("apply_by", models.DateField(null=True, verbose_name="最迟申请法院执行")),
                ("court_on", models.DateField(null=True, verbose_name="申请法院执行日期")),
                ("agreed", models.BooleanField(default=False, verbose_name="执行协议履行中")),
                ("suspended", models.BooleanField(default=False, verbose_name="中止执行")),
                (
                    "bureau",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.bureau"),
                ),
                (
                    "brigade",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "squad",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="outstanding",
            index=models.Index(fields=["bureau", "sort_on", "case"], name="outstanding_bureau"),
        ),
        migrations.AddIndex(
            model_name="outstanding",
            index=models.Index(fields=["brigade", "sort_on", "case"], name="outstanding_brigade"),
        ),
        migrations.AddIndex(
            model_name="outstanding",
            index=models.Index(fields=["squad", "sort_on", "case"], name="outstanding_squad"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                fields=("bureau", "reference", "kind"), name="refund_reference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="refund_positive"
            ),
        ),
    ]
