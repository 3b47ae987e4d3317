from django.db import migrations, models


class Migration(migrations.Migration):
    """The words of what a pool does not hide. Pools that hide something already write them with their next run."""

    dependencies = [("leads", "0007_follow_ups_and_first_contacts")]

    operations = [migrations.AddField("leadsearch", "shown", models.TextField(null=True))]
