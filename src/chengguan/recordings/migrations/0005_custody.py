from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recordings", "0004_archive")]
    operations: list[object] = []
