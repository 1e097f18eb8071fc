from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recordings", "0002_collection")]
    operations = [
        migrations.AlterField(
            model_name="derivative",
            name="kind",
            field=models.CharField(
                choices=[
                    ("playback", "播放件"),
                    ("clip", "片段"),
                    ("still", "截图"),
                    ("masked", "遮挡件"),
                    ("sheet", "核对图"),
                ],
                max_length=10,
                verbose_name="类别",
            ),
        ),
    ]
