from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reports", "0001_measures")]
    operations: ClassVar[list[Any]] = []
