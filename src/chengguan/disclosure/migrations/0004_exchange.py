from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("disclosure", "0003_portal")]
    operations: ClassVar[list[Any]] = [
        migrations.AddField(
            model_name="delivery",
            name="number",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="次序"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="reason",
            field=models.TextField(default="", verbose_name="更正、撤回的原因"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="blocked",
            field=models.BooleanField(default=False, verbose_name="检查未通过"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="leased_until",
            field=models.DateTimeField(null=True, verbose_name="正在发送，至"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "待报送"),
                    ("sent", "已报送，待回执"),
                    ("accepted", "已接收"),
                    ("rejected", "被退回"),
                    ("failed", "报送失败"),
                    ("cancelled", "不再报送"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.RemoveConstraint(model_name="delivery", name="delivery_once"),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("publication", "channel", "number"), name="delivery_place"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["channel", "id"], name="delivery_sequence"),
        ),
        migrations.AddField(
            model_name="shipment",
            name="operation",
            field=models.CharField(default="send", max_length=10, verbose_name="操作"),
        ),
        migrations.AddField(
            model_name="shipment",
            name="received_on",
            field=models.DateField(null=True, verbose_name="回执日期"),
        ),
    ]
