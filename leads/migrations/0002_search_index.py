from django.db import migrations

from leads import search_index


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: search_index.create(editor.connection),
            lambda apps, editor: search_index.drop(editor.connection),
        )
    ]
