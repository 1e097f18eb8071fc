from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recordings", "0003_media")]
    operations: list[object] = []
