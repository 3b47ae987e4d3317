"""Data completeness: the filled share of seventeen profile fields (PRODUCT 2)."""

from django.db.models import Case, IntegerField, Q, Value, When

from hotcrm.records.conditions import holds

PROFILE = (
    *(
        ~Q(**{name: ""})
        for name in (
            "first_name",
            "last_name",
            "company",
            "title",
            "email",
            "phone",
            "mobile",
            "street",
            "city",
            "state",
            "country",
            "description",
        )
    ),
    *(Q(**{f"{name}__isnull": False}) for name in ("industry_id", "lead_source_id", "employees", "annual_revenue")),
    Q(rating__gt=0),  # no stars: not rated yet
)


def completeness():
    """Whole percent, half up, as an expression over a lead."""
    filled = sum(
        (Case(When(q, then=Value(1)), default=Value(0), output_field=IntegerField()) for q in PROFILE), Value(0)
    )
    return _percent(filled)


def completeness_of(record) -> int:
    """The same of a record in hand."""
    return int(_percent(sum(bool(holds(q, record)) for q in PROFILE)))


def _percent(filled):
    return (filled * 200 + len(PROFILE)) / (2 * len(PROFILE))
