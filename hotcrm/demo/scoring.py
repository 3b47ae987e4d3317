"""Scores of the demo's leads: the product's one definition, worked out by the database for very many at once.

A first score is no change of a score, so nothing is told of it.
"""

from functools import cached_property

from django.db import connection

from leads.models import Engagement, Lead
from leads.models.weights import ScoringWeights

from .writing import Rows

LEADS = Lead._meta.db_table
FRESH = {"score": "fresh_score", "data_completeness": "fresh_completeness"}
# Those to come stand in for the table itself where the scores are worked out.
INSERT = f"INSERT INTO {LEADS} ({{columns}}) WITH {LEADS} AS (SELECT * FROM leads_to_come) {{scored}}"  # noqa: S608
UPDATE = f"""
UPDATE {LEADS} SET score = fresh.fresh_score, data_completeness = fresh.fresh_completeness
FROM ({{scored}}) AS fresh WHERE {LEADS}.id = fresh.id
"""  # noqa: S608
CHUNK = 20_000


class ScoredLeads(Rows):
    """Leads, scored by what `engagement` knows of them.

    PostgreSQL would write every row a second time for its score, so rows wait in a table of their own until it is
    known. SQLite changes rows in place, and wants leads before what points to them: there `finish` scores them.
    """

    def __init__(self, engagement: Rows):
        super().__init__(Lead)
        self.engagement = engagement

    def finish(self):
        if connection.vendor != "postgresql":
            _score_all()

    def _copy(self):
        insert, values = self._insert_scored
        self.engagement.write()
        self._copy_into("leads_to_come")
        with connection.cursor() as cursor:
            cursor.execute(insert, values)
            cursor.execute("TRUNCATE leads_to_come")

    @cached_property
    def _insert_scored(self):
        """The statement and its values; the table of those to come is made on the way."""
        scored = _scored().values_list(*(FRESH.get(name, name) for name in self.defaults))
        sql, values = scored.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE leads_to_come (LIKE {LEADS}) ON COMMIT DROP")
        return INSERT.format(columns=self._names(), scored=sql), values


def _scored():
    return Lead.objects.order_by().with_fresh_score(ScoringWeights.in_force())


def _score_all():
    with connection.cursor() as cursor:
        for model in (Lead, Engagement):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
        last = Lead.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for first in range(1, last + 1, CHUNK):
            fresh = _scored().filter(pk__gte=first, pk__lt=first + CHUNK).values("id", *FRESH.values())
            sql, values = fresh.query.sql_with_params()
            cursor.execute(UPDATE.format(scored=sql), values)
