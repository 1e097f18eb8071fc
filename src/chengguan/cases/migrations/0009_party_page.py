from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0008_evidence")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="WrongCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=64, unique=True)),
                ("since", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
            ],
            options={"indexes": [models.Index(fields=["since"], name="wrong_code_since")]},
        ),
    ]
