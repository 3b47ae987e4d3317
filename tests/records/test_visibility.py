"""`visible_to` and `editable_by` against a plain reading of PRODUCT 4, for organisations made at random."""

import pytest

from hotcrm.activities.models import Activity, Attachment, Comment, Task
from hotcrm.people.models import Department, User
from hotcrm.records import visibility
from hotcrm.records.models import Policy
from hotcrm.records.reach import Reach
from hotcrm.records.verbs import who_may
from leads.models import Lead
from tests.factories import DepartmentFactory, make_lead

from .organisation import RECORDS, make_organisation
from .plainly import House

WORDS = (Activity, Comment, Attachment)


def keys(rows) -> set[int]:
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("seed", range(8))
def test_what_a_person_sees_and_edits_is_what_the_product_says(cast, seed):
    make_organisation(seed, cast)
    house = House()
    for model in RECORDS:
        rows = list(model.objects.select_related(*["agreement"] * (model is Lead)))
        for user in User.objects.all():
            seen, edited = keys(model.objects.visible_to(user)), keys(model.objects.editable_by(user))
            assert seen == {row.pk for row in rows if house.sees(user, row)}, (user.username, model)
            if model.__name__ != "Campaign":
                assert edited == {row.pk for row in rows if house.edits(user, row)}, (user.username, model)
            assert edited <= seen, (user.username, model)


@pytest.mark.parametrize("seed", range(4))
def test_what_was_done_and_said_is_seen_by_whoever_sees_one_of_its_records(cast, seed):
    make_organisation(seed, cast)
    for user in User.objects.all():
        seen = {(row._meta.label, row.pk) for model in RECORDS for row in model.objects.visible_to(user)}
        for model in WORDS:
            at = {
                row.pk
                for row in model.objects.prefetch_related("links__type")
                if any((link.type.model_class()._meta.label, link.object_id) in seen for link in row.links.all())
            }
            assert keys(model.objects.visible_to(user)) == at, (user.username, model)
        planned = {
            task.pk
            for task in Task.objects.select_related("type")
            if (task.type.model_class()._meta.label, task.object_id) in seen
        }
        assert keys(Task.objects.visible_to(user)) == planned, user.username


@pytest.mark.parametrize("seed", range(4))
def test_a_row_in_hand_is_seen_and_edited_by_whom_the_database_says(cast, seed):
    make_organisation(seed, cast)
    for user in User.objects.all():
        rows = list(Lead.objects.select_related("owner", "pool"))
        seen, editable = set(Lead.objects.visible_to(user)), set(Lead.objects.editable_by(user))
        assert {lead for lead in rows if visibility.sees(user, lead)} == seen, user.username
        may = who_may(rows, user, {"edit": Lead.editors()})
        assert {lead for lead in rows if lead.pk in may} == seen, user.username
        assert {lead for lead in rows if may.get(lead.pk) == {"edit": True}} == editable, user.username


@pytest.fixture
def tree(cast):
    """Carol heads the department above that of Mallory, who has a lead; Dave heads none."""
    below = DepartmentFactory(parent=DepartmentFactory(head=cast.carol))
    User.objects.filter(pk=cast.mallory.pk).update(department=below)
    return make_lead(owner=cast.mallory)


@pytest.mark.parametrize("looks_down", [True, False])
def test_heads_see_the_departments_below_theirs_by_policy(cast, tree, looks_down):
    Policy.objects.update_or_create(pk=1, defaults={"heads_see_below": looks_down})
    assert list(Lead.objects.visible_to(cast.carol)) == [tree] * looks_down
    Department.objects.filter(pk=User.objects.get(pk=cast.mallory.pk).department_id).update(head=cast.bob)
    assert list(Lead.objects.visible_to(cast.bob)) == [tree]


def test_only_who_heads_a_department_with_others_below_it_costs_the_question(cast, tree, django_assert_num_queries):
    for person, queries in ((cast.carol, 2), (cast.dave, 1)):
        reach = Reach(person)
        with django_assert_num_queries(queries):
            assert bool(reach.departments) == (person == cast.carol)
