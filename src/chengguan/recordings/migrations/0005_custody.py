"""Custody: holds as subjects of acts, terms of the record that footage follows, what was left out of a destruction."""

import django.db.models.deletion
from django.db import migrations, models

import chengguan.base.uuid7


def _officer(**options: object) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="people.officer",
        **options,  # type: ignore[arg-type]
    )


def _bureau() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.bureau")


def _subject() -> list[tuple[str, models.Field]]:  # type: ignore[type-arg]
    key = models.UUIDField(
        default=chengguan.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False
    )
    return [
        ("id", key),
        ("known", models.JSONField(default=dict, verbose_name="已知事实")),
        ("stage", models.CharField(default="", max_length=40, verbose_name="阶段")),
    ]


BASES = [
    ("case", "案件未办结"),
    ("dispute", "复议、诉讼未终结"),
    ("complaint", "投诉、异议未办结"),
    ("inquiry", "责任调查未终结"),
    ("order", "书面要求保留"),
]


class Migration(migrations.Migration):
    dependencies = [("recordings", "0004_archive")]
    operations = [
        # Its key becomes an identifier of a subject of acts; there are no holds before this migration.
        migrations.DeleteModel("Hold"),
        migrations.CreateModel(
            name="Hold",
            fields=[
                *_subject(),
                ("subject_key", models.CharField(max_length=80)),
                (
                    "subject_title",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="对象"),
                ),
                ("basis", models.CharField(choices=BASES, max_length=10, verbose_name="事由")),
                (
                    "organ",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="要求保留的单位"),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, default="", max_length=80, verbose_name="文号"),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=200, verbose_name="说明")),
                ("placed_at", models.DateTimeField(verbose_name="自")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="至")),
                (
                    "lift_reason",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="解除原因"),
                ),
                ("bureau", _bureau()),
                ("placed_by", _officer()),
                ("lifted_by", _officer()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["bureau", "-placed_at"], name="hold_bureau"),
                    models.Index(
                        fields=["subject_key"],
                        name="hold_subject",
                        condition=models.Q(("lifted_at", None)),
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_key", "basis"),
                        condition=models.Q(
                            ("lifted_at", None), models.Q(("basis", "order"), _negated=True)
                        ),
                        name="hold_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeepingTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_key", models.CharField(max_length=80, unique=True)),
                ("evidence", models.BooleanField(default=True, verbose_name="证据类")),
                ("permanent", models.BooleanField(default=False, verbose_name="永久")),
                ("keep_until", models.DateField(null=True, verbose_name="保管至")),
                ("settled_at", models.DateTimeField(verbose_name="确定时间")),
                ("bureau", _bureau()),
            ],
        ),
        migrations.CreateModel(
            name="LogExport",
            fields=[
                *_subject(),
                ("filters", models.JSONField(default=dict, verbose_name="条件")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="行数")),
                ("bureau", _bureau()),
            ],
            options={"abstract": False},
        ),
        migrations.AddField(
            "destruction",
            "attended_at",
            models.DateTimeField(null=True, verbose_name="监销人本人确认时间"),
        ),
        migrations.AddField(
            "destructionitem", "excluded_at", models.DateTimeField(null=True, verbose_name="移出时间")
        ),
        migrations.AddField(
            "destructionitem",
            "excluded_because",
            models.CharField(blank=True, default="", max_length=200, verbose_name="移出原因"),
        ),
        migrations.AlterField(
            "destructionitem", "removed_at", models.DateTimeField(null=True, verbose_name="销毁时间")
        ),
        migrations.AddIndex("viewing", models.Index(fields=["bureau", "-id"], name="viewing_newest")),
        migrations.AddIndex("viewing", models.Index(fields=["officer", "-id"], name="viewing_officer")),
    ]
