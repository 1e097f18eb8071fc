from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_remote"), ("recordings", "0001_initial")]
    operations: list[object] = []
