from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def note_contacts(apps, schema_editor):
    """Who was in touch first and last stands in the activities: all but notes, and notes with a result."""
    leads = apps.get_model("leads", "Lead").objects.using(schema_editor.connection.alias)
    links = apps.get_model("activities", "ActivityLink").objects.using(schema_editor.connection.alias)
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    of_leads = types.filter(app_label="leads", model="lead").first()
    if of_leads is None:
        return
    is_contact = Q(activity__kind__is_contact=True) | Q(activity__result__isnull=False)
    contacts = links.filter(is_contact, type=of_leads, object_id=OuterRef("pk")).order_by("at").values("at")
    leads.filter(last_activity_at__isnull=False).update(
        contacted_at=Subquery(contacts[:1]), followed_up_at=Subquery(contacts.reverse()[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0002_comments_and_files"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("campaigns", "0001_initial"),
        ("leads", "0006_age_in_pool"),
        ("pools", "0003_clock_and_recycle_runs"),
        ("records", "0008_vocabulary"),
        ("sales", "0003_agreement_coverage"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="lead",
            name="lead_first_contact_due",
        ),
        migrations.RemoveIndex(
            model_name="lead",
            name="lead_reclaim",
        ),
        migrations.AddField(
            model_name="lead",
            name="followed_up_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last follow-up"),
        ),
        migrations.AddField(
            model_name="lead",
            name="is_contact_late",
            field=models.BooleanField(default=False, editable=False, verbose_name="first contact late"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(
                    ("contacted_at__isnull", True), ("first_contact_due_at__isnull", False), ("is_contact_late", False)
                ),
                fields=["first_contact_due_at"],
                name="lead_first_contact_due",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                models.F("owner"),
                models.F("first_contact_due_at"),
                models.F("id"),
                condition=models.Q(("contacted_at__isnull", True), ("first_contact_due_at__isnull", False)),
                name="lead_owner_first_contact",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("reclaim_on__isnull", False)),
                fields=["pool", "reclaim_on", "id"],
                name="lead_reclaim",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("reclaim_on__isnull", False), ("reclaim_warned_at__isnull", True)),
                fields=["reclaim_rule", "reclaim_on"],
                name="lead_reclaim_warning",
            ),
        ),
        migrations.RunPython(note_contacts, migrations.RunPython.noop, elidable=True),
    ]
