from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_coordination")]

    operations: list[migrations.operations.base.Operation] = []
