from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recordings", "0003_media")]
    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("query", models.CharField(max_length=1000)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE, related_name="+", to="people.officer"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("officer", "name"), name="saved_filter_name")]
            },
        ),
        migrations.AddField("mark", "by_position", models.BooleanField(default=False)),
        migrations.AddField("mark", "known", models.JSONField(default=dict, verbose_name="已知事实")),
        migrations.AddField(
            "mark", "stage", models.CharField(default="", max_length=40, verbose_name="阶段")
        ),
        migrations.AddField(
            "mark",
            "subject_number",
            models.CharField(blank=True, default="", max_length=60, verbose_name="案号"),
        ),
        migrations.AddField(
            "mark",
            "subject_title",
            models.CharField(blank=True, default="", max_length=200, verbose_name="事项"),
        ),
        migrations.AddField("package", "known", models.JSONField(default=dict, verbose_name="已知事实")),
        migrations.AddField(
            "package", "stage", models.CharField(default="", max_length=40, verbose_name="阶段")
        ),
        migrations.AddField(
            "package", "done_bytes", models.BigIntegerField(default=0, verbose_name="已写入（字节）")
        ),
        migrations.AddField("package", "error", models.CharField(blank=True, default="", max_length=400)),
        migrations.AddField(
            "package", "expires_on", models.DateField(null=True, verbose_name="下载截止日期")
        ),
        migrations.AddField(
            "package",
            "number",
            models.CharField(default="", max_length=60, verbose_name="导出编号"),
            preserve_default=False,
        ),
        migrations.AddField(
            "package", "total_bytes", models.BigIntegerField(default=0, verbose_name="总量（字节）")
        ),
        migrations.AlterField("package", "contents", models.JSONField(default=dict, verbose_name="内容")),
        migrations.AlterField(
            "package",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "等待制作"),
                    ("making", "制作中"),
                    ("ready", "可以下载"),
                    ("failed", "制作失败"),
                    ("expired", "已过期"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddField(
            "recording", "cell", models.IntegerField(null=True, verbose_name="方格（查找用）")
        ),
        migrations.AddField(
            "recording",
            "party_names",
            models.CharField(blank=True, default="", max_length=400, verbose_name="当事人名称（查找用）"),
        ),
        migrations.AddField(
            "recording",
            "subject_numbers",
            models.CharField(blank=True, default="", max_length=400, verbose_name="案号（查找用）"),
        ),
        migrations.AddField("recording", "tied", models.BooleanField(default=False, verbose_name="已关联")),
        migrations.AddIndex("mark", models.Index(fields=["bureau", "step", "-begins_at"], name="mark_step")),
        migrations.AddIndex("package", models.Index(fields=["brigade", "-id"], name="package_brigade")),
        migrations.AddIndex("package", models.Index(fields=["squad", "-id"], name="package_squad")),
        migrations.AddIndex(
            "recording",
            models.Index(
                condition=models.Q(("tied", False)),
                fields=["bureau", "-began_at", "-id"],
                name="recording_untied",
            ),
        ),
        migrations.AddIndex(
            "recording",
            models.Index(
                condition=models.Q(("whole", False)),
                fields=["bureau", "-began_at", "-id"],
                name="recording_cut_off",
            ),
        ),
        migrations.AddIndex(
            "recording", models.Index(fields=["cell", "-began_at", "-id"], name="recording_cell")
        ),
        migrations.AddConstraint(
            "package", models.UniqueConstraint(fields=("bureau", "number"), name="package_number")
        ),
    ]
