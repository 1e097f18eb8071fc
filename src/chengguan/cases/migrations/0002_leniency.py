from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ADULT = 18


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take both columns from what is known of each case."""
    cases = apps.get_model("cases", "Case").objects
    for case in cases.filter(outcome="exempted").only("pk", "known").iterator(chunk_size=500):
        ground = str(case.known.get("exempted_for") or "")
        cases.filter(pk=case.pk).update(exemption_ground=ground)
    citizens = cases.filter(party__kind__in=("individual", "sole_trader")).only("pk", "known")
    for case in citizens.iterator(chunk_size=500):
        age = case.known.get("party_age")
        if age is not None and int(age) < ADULT:
            cases.filter(pk=case.pk).update(party_protected=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="exemption_ground",
            field=models.CharField(default="", max_length=20, verbose_name="不予处罚的情形"),
        ),
        migrations.AddField(
            model_name="case",
            name="party_protected",
            field=models.BooleanField(default=False, verbose_name="当事人姓名隐去"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["bureau", "exemption_ground", "decided_on"], name="case_exemption"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
