import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pools", "0002_pools_that_run_themselves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="pool",
            name="rules_version",
            field=models.CharField(blank=True, editable=False, max_length=16),
        ),
        migrations.CreateModel(
            name="ClockRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked at")),
                ("cursor", models.BigIntegerField(default=0)),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clock_runs", to="pools.pool"
                    ),
                ),
            ],
            options={
                "verbose_name": "clock run",
                "verbose_name_plural": "clock runs",
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)), fields=["asked_at"], name="clock_run_due"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecycleRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("due", models.PositiveIntegerField(default=0, verbose_name="leads due")),
                ("owned", models.PositiveIntegerField(default=0, verbose_name="leads owned")),
                ("taken", models.PositiveIntegerField(default=0, verbose_name="leads taken back")),
                ("braked_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped by the brake")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                (
                    "allowed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="allowed by",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recycle_runs", to="pools.pool"
                    ),
                ),
            ],
            options={
                "verbose_name": "recycle run",
                "verbose_name_plural": "recycle runs",
                "ordering": ("-on", "-pk"),
                "constraints": [models.UniqueConstraint(fields=("pool", "on"), name="recycle_run_once_a_day")],
            },
        ),
    ]
