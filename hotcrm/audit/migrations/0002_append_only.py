from django.db import migrations

from hotcrm import append_only

TABLE = "audit_auditentry"
# The one door: what was merely seen, a month ago or longer, and only inside a transaction that says it is forgetting.
UNLESS = {
    "postgresql": """OLD.kind IN ('saw', 'listed') AND OLD.at < now() - interval '30 days'
        AND EXISTS (SELECT 1 FROM audit_forgetting WHERE OLD.at < before)""",
    "sqlite": """OLD.kind IN ('saw', 'listed') AND OLD.at < datetime('now', '-30 days')
        AND EXISTS (SELECT 1 FROM audit_forgetting WHERE OLD.at < before)""",
}


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: append_only.protect(editor.connection, TABLE, unless=UNLESS),
            lambda apps, editor: append_only.release(editor.connection, TABLE),
        )
    ]
