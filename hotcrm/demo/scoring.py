"""Scores of leads that were just written: the product's one definition, put in by one statement for very many.

A first score is no change of a score, so nothing is told of it.
"""

from django.db import connection

from leads.models import Engagement, Lead
from leads.models.weights import ScoringWeights

STATEMENT = """
UPDATE {leads} SET score = fresh.fresh_score, data_completeness = fresh.fresh_completeness
FROM ({fresh}) AS fresh WHERE {leads}.id = fresh.id
"""
CHUNK = 20_000


def score_all():
    """Score every lead there is."""
    with connection.cursor() as cursor:
        # Without statistics of what was just written the database plans for empty tables.
        for model in (Lead, Engagement):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
        last = Lead.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for first in range(1, last + 1, CHUNK):
            leads = Lead.objects.filter(pk__gte=first, pk__lt=first + CHUNK).order_by()
            fresh = leads.with_fresh_score(ScoringWeights.in_force()).values("id", "fresh_score", "fresh_completeness")
            sql, values = fresh.query.sql_with_params()
            cursor.execute(STATEMENT.format(leads=Lead._meta.db_table, fresh=sql), values)
