from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0001_initial"), ("documents", "0001_initial"), ("cases", "0008_evidence")]
    operations: ClassVar[list[Any]] = []
