"""Whether a key is one of many, asked of the database by one parameter and of the record in hand alike."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotcrm.people.models import Department, User
from hotcrm.records.among import LISTED, one_of
from hotcrm.records.conditions import holds
from hotcrm.records.models import Access, SharingRule
from leads.models import Lead
from tests.factories import UserFactory, make_lead


@pytest.fixture
def leads(cast):
    return [make_lead(owner=cast.alice), make_lead(owner=cast.bob), make_lead()]


@pytest.mark.parametrize("others", [0, LISTED])
def test_few_keys_and_many_find_the_same(cast, leads, others):
    keys = (cast.alice.pk, *range(10_000, 10_000 + others))
    condition = one_of("owner_id", keys)
    assert list(Lead.objects.filter(condition)) == leads[:1]
    assert list(Lead.objects.exclude(condition).order_by("pk")) == leads[1:]
    assert [holds(condition, lead) for lead in leads] == [True, False, False]


def test_many_keys_are_one_parameter(cast):
    for others, parameters in ((LISTED, LISTED), (LISTED + 1, 1)):
        _, params = Lead.objects.filter(one_of("owner_id", tuple(range(others)))).values("pk").query.sql_with_params()
        assert len(params) == parameters


@pytest.fixture
def shared(cast):
    """Bob is shown what belongs to the six hundred of a department, and may write it."""
    department = Department.objects.create(name="Field sales")
    User.objects.bulk_create(UserFactory.build(department=department) for _ in range(LISTED + 100))
    SharingRule.objects.create(from_department=department, to_user=cast.bob, access=Access.WRITE)
    return make_lead(owner=User.objects.filter(department=department).last())


def test_a_rule_over_more_owners_than_are_listed_shares_as_any_other(cast, client, shared):
    make_lead(owner=cast.mallory)
    client.force_login(cast.bob, backend="django.contrib.auth.backends.ModelBackend")
    for query in ("view=all", "view=shared", "view=all&sort=-score", f"view=all&q={shared.last_name}"):
        table = client.get(f"/leads/?{query}").context["table"]
        assert (query, [row["pk"] for row in table.drawn_rows]) == (query, [shared.pk])
    shared.edit(by=User.objects.get(pk=cast.bob.pk), changes={"notes": "Seen at the fair"})


def test_no_statement_of_a_list_holds_more_parameters_than_are_listed(cast, client, shared):
    client.force_login(cast.bob, backend="django.contrib.auth.backends.ModelBackend")
    counted = []

    def count(execute, sql, params, many, context):
        counted.append(len(params or ()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count), CaptureQueriesContext(connection):
        for address in ("/leads/", "/leads/?view=shared", shared.get_absolute_url()):
            assert client.get(address).status_code == 200
    assert max(counted) <= LISTED
