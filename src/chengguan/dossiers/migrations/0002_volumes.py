import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="dossier",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dossiers",
                to="cases.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="main",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supplements",
                to="dossiers.dossier",
                verbose_name="主卷",
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="volume",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="卷次（0为主卷，其余为补充卷）"),
        ),
        migrations.AddField(
            model_name="dossier",
            name="year",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="年度"),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(fields=("case", "volume"), name="dossier_volume"),
        ),
    ]
