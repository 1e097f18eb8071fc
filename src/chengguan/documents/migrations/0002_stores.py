from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="removed_at",
            field=models.DateTimeField(null=True, verbose_name="销毁时间"),
        ),
    ]
