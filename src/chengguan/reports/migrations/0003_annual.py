from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reports", "0002_bulletins")]
    operations: ClassVar[list[Any]] = []
