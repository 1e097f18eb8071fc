import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recordings", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="station",
            name="expires_on",
            field=models.DateField(null=True, verbose_name="令牌有效期至"),
        ),
        migrations.AddField(
            model_name="upload",
            name="brigade",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="squad",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="sha256",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="upload", name="sm3", field=models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddField(
            model_name="upload",
            name="doubtful",
            field=models.BooleanField(default=False, verbose_name="须人工核对来源"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("doubtful", True)), fields=["bureau", "-id"], name="upload_doubtful"
            ),
        ),
        migrations.AddIndex(
            model_name="upload", index=models.Index(fields=["brigade", "-id"], name="upload_brigade")
        ),
        migrations.AddIndex(
            model_name="upload", index=models.Index(fields=["squad", "-id"], name="upload_squad")
        ),
    ]
