from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("disclosure", "0002_publishing")]
    operations: ClassVar[list[Any]] = []
