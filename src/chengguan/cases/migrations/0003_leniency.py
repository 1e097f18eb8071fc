from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_fast_track")]

    operations: list[migrations.operations.base.Operation] = []
