from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('powers', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='matter',
            name='lineage',
            field=models.CharField(blank=True, default='', max_length=40, verbose_name='沿革编号'),
        ),
        migrations.AddField(
            model_name='matter',
            name='serious_only',
            field=models.BooleanField(default=False, verbose_name='情节严重才处罚'),
        ),
    ]
