from django.db import migrations


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE base_searchtext ADD COLUMN tokens tsvector")
        schema_editor.execute("CREATE INDEX base_searchtext_tokens ON base_searchtext USING gin (tokens)")
    else:
        schema_editor.execute("CREATE VIRTUAL TABLE base_searchtext_fts USING fts5(tokens, tokenize='unicode61')")
        schema_editor.execute(
            "CREATE TRIGGER base_searchtext_unindex AFTER DELETE ON base_searchtext "
            "BEGIN DELETE FROM base_searchtext_fts WHERE rowid = OLD.id; END"
        )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE base_searchtext DROP COLUMN tokens")
    else:
        schema_editor.execute("DROP TRIGGER base_searchtext_unindex")
        schema_editor.execute("DROP TABLE base_searchtext_fts")


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
