from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recordings", "0001_initial")]
    operations: list[object] = []
