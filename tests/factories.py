"""Everything a test needs, in one place."""

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from hotcrm.people.models import Department, User
from leads.models import Lead
from pools.models import Pool


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department

    name = factory.Sequence(lambda n: f"Department {n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@hotcrm.test")
    first_name = factory.LazyAttribute(lambda o: o.username.title())
    password = factory.django.Password("demo")

    @factory.post_generation
    def roles(self, create, roles, **kwargs):
        for role in roles or ():
            self.groups.add(Group.objects.get_or_create(name=role)[0])


class PoolFactory(DjangoModelFactory):
    class Meta:
        model = Pool

    name = factory.Sequence(lambda n: f"Pool {n}")
    slug = factory.Sequence(lambda n: f"pool-{n}")


def make_lead(*, by=None, owner=None, pool=None, status=None, at=None, **values):
    """A lead as it comes in; `status` is set as a history import would."""
    values = {"company": "Acme", "last_name": "Doe", **values}
    lead = Lead.objects.capture([values], by=by, owner=owner, pool=pool, at=at)[0]
    if status:
        Lead.objects.filter(pk=lead.pk).update(status=status)
    return Lead.objects.get(pk=lead.pk)
