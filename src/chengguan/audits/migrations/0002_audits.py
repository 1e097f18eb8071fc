from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audits", "0001_initial")]
    operations: ClassVar[list[Any]] = []
