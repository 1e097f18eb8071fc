from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_leniency")]

    operations: list[migrations.operations.base.Operation] = []
