import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PLACES = {
    "leads": ("leads", "lead"),
    "accounts": ("sales", "account"),
    "contacts": ("sales", "contact"),
    "opportunities": ("sales", "opportunity"),
}


def name_what_they_are_about(apps, schema_editor):
    """What was told by e-mail alone said where its record is; whose mail went out was read."""
    notices = apps.get_model("records", "Notice").objects.using(schema_editor.connection.alias)
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    notices.filter(mailed_at__isnull=False).update(read_at=models.F("mailed_at"))
    known = {place: types.filter(app_label=app, model=model).first() for place, (app, model) in PLACES.items()}
    for notice in notices.filter(type=None).exclude(url="").iterator():
        _, place, key, *_ = [*notice.url.split("/"), "", "", ""]
        if known.get(place) and key.isdecimal():
            notices.filter(pk=notice.pk).update(type=known[place], object_id=int(key))
    schema_editor.connection.check_constraints()  # PostgreSQL makes no index while keys are still to be looked up


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("records", "0006_returns_marketers_transfers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeSwitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("in_product", models.BooleanField(default=True, verbose_name="in the product")),
                (
                    "mail",
                    models.CharField(
                        choices=[("never", "No e-mail"), ("at_once", "E-mail at once"), ("daily", "Once a day")],
                        default="never",
                        max_length=10,
                        verbose_name="by e-mail",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice setting",
                "verbose_name_plural": "notice settings",
            },
        ),
        migrations.RemoveIndex(
            model_name="notice",
            name="notice_by_recipient",
        ),
        migrations.AddField(
            model_name="notice",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="count",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="notice",
            name="data",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="notice",
            name="object_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="shown",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="type",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contenttypes.contenttype",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="subject",
            field=models.CharField(blank=True, max_length=200, verbose_name="subject"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("shown", True)), fields=["recipient", "-created_at", "-id"], name="notice_inbox"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True), ("shown", True)),
                fields=["recipient", "-created_at", "-id"],
                name="notice_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("read_at__isnull", False)), fields=["read_at"], name="notice_read"),
        ),
        migrations.AddField(
            model_name="noticeswitch",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notice_switches",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeswitch",
            constraint=models.UniqueConstraint(fields=("person", "kind"), name="notice_switch_once"),
        ),
        migrations.AddConstraint(
            model_name="noticeswitch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", True)), fields=("kind",), name="notice_switch_of_house_once"
            ),
        ),
        migrations.RunPython(name_what_they_are_about, migrations.RunPython.noop, elidable=True),
    ]
