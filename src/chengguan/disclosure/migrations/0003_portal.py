from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes for results of a kind and for the feed of changes: by release, withdrawal, end and correction."""

    dependencies: ClassVar = [("disclosure", "0002_publishing")]
    operations: ClassVar[list[Any]] = [
        migrations.AddIndex(
            "publication",
            models.Index(fields=["bureau", "stage", "kind", "-decided_on", "-id"], name="publication_kind"),
        ),
        migrations.AddIndex(
            "publication",
            models.Index(fields=["bureau", "stage", "-released_at"], name="publication_released"),
        ),
        migrations.AddIndex(
            "publication",
            models.Index(fields=["bureau", "stage", "-withdrawn_at"], name="publication_withdrawn"),
        ),
        migrations.AddIndex(
            "publication",
            models.Index(fields=["bureau", "stage", "-ended_at"], name="publication_ended"),
        ),
        migrations.AddIndex(
            "revision",
            models.Index(fields=["-at"], name="revision_at"),
        ),
    ]
