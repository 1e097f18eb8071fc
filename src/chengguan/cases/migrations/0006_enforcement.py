from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_compulsion")]

    operations: list[migrations.operations.base.Operation] = []
