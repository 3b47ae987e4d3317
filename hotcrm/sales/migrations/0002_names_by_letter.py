from django.db import migrations

SORTED = {"sales_account": 200, "sales_contact": 250, "sales_opportunity": 200}


def compare_by_letter(apps, schema_editor):
    """Names are sorted and begun alike by both databases, and as Python does."""
    if schema_editor.connection.vendor == "postgresql":
        for table, length in SORTED.items():
            schema_editor.execute(f'ALTER TABLE {table} ALTER COLUMN name_key TYPE varchar({length}) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]

    operations = [migrations.RunPython(compare_by_letter, migrations.RunPython.noop)]
