from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recordings", "0002_collection")]
    operations: list[object] = []
