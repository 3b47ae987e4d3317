from django.db import migrations

from hotcrm import append_only


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: append_only.protect(editor.connection, "records_event"),
            lambda apps, editor: append_only.release(editor.connection, "records_event"),
        )
    ]
