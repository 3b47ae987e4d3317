"""What waits the longest in a pool, and what is held the longest: the order of two lists and the counts of a week."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0005_clocks_and_claims")]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                models.F("pool"),
                models.F("pooled_at"),
                models.F("id"),
                models.F("status"),
                models.F("rating"),
                models.F("lead_source"),
                models.F("discarded_at"),
                condition=models.Q(("discarded_at__isnull", True), ("owner__isnull", True)),
                name="lead_waiting_pooled",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                models.F("pool"),
                models.F("assigned_at"),
                models.F("id"),
                models.F("status"),
                models.F("rating"),
                models.F("lead_source"),
                models.F("discarded_at"),
                condition=models.Q(("owner__isnull", False)),
                name="lead_pool_assigned",
            ),
        ),
    ]
