from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0008_evidence")]
    operations: ClassVar[list[Any]] = []
