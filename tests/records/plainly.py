"""PRODUCT 4 read word by word in Python, over lists in memory: the measure of `visible_to` and `editable_by`."""

from collections import defaultdict
from datetime import date

from django.contrib.contenttypes.models import ContentType

from hotcrm.people.models import Department, User
from hotcrm.people.roles import Role
from hotcrm.records.models import Access, Policy, SharingRule, TeamMember
from leads.models import Lead, Status
from pools.models import Pool, PoolType


class House:
    """Everybody, and how they stand to each other, read once."""

    def __init__(self):
        self.people = {person.pk: person for person in User.objects.prefetch_related("groups")}
        self.groups = {pk: {group.pk for group in person.groups.all()} for pk, person in self.people.items()}
        self.roles = {pk: {group.name for group in person.groups.all()} for pk, person in self.people.items()}
        self.departments = {department.pk: department for department in Department.objects.all()}
        self.policy = Policy.current()
        self.rules = list(SharingRule.objects.all())
        self.pools = {pool.pk: pool for pool in Pool.objects.prefetch_related("administrators", "members")}
        self.team: dict = defaultdict(list)
        for place in TeamMember.objects.all():
            self.team[place.type_id, place.object_id].append(place)

    def sees(self, user, record) -> bool:
        is_lead = isinstance(record, Lead)
        if user.is_superuser or Role.CRM_ADMIN in self.roles[user.pk]:
            return True
        if is_lead and record.status == Status.DISCARDED:
            return False
        if user.partner_company_id:
            return is_lead and self.is_under_agreement(user, record)
        if Role.AUDITOR in self.roles[user.pk]:
            return True
        if Role.MARKETER in self.roles[user.pk]:
            narrowed = is_lead and self.policy.marketers_see_campaign_leads_only
            if not narrowed or record.campaign_id:
                return True
        return (
            self.stands_over(user, record.owner_id)
            or any(self.stands_over(user, place.user_id) for place in self.team_of(record))
            or self.is_shared(user, record)
            or (is_lead and self.sees_by_pool(user, record))
        )

    def edits(self, user, record) -> bool:
        """Who works on it: owner, superior, team with read/write and their superiors, read/write share, pool
        administrator, and the partner of a valid agreement."""
        if not self.sees(user, record):
            return False
        if user.is_superuser or Role.CRM_ADMIN in self.roles[user.pk]:
            return True
        if self.roles[user.pk] == {Role.AUDITOR}:
            return False
        if user.partner_company_id:
            return True
        writers = [place.user_id for place in self.team_of(record) if place.access == Access.WRITE]
        return (
            self.is_or_is_above(user, record.owner_id)
            or any(self.is_or_is_above(user, writer) for writer in writers)
            or self.is_shared(user, record, Access.WRITE)
            or (isinstance(record, Lead) and self.administers(user, record.pool_id))
        )

    # How somebody stands to somebody

    def is_or_is_above(self, user, person_id) -> bool:
        return person_id is not None and (user.pk == person_id or user.pk in self.above(self.people[person_id]))

    def stands_over(self, user, person_id) -> bool:
        """Is them, above them, or heads their department."""
        if person_id is None:
            return False
        return self.is_or_is_above(user, person_id) or user.pk in self.heads_of(self.people[person_id])

    def above(self, person) -> set[int]:
        chain, manager = set(), person.manager_id
        while manager is not None and manager not in chain:
            chain.add(manager)
            manager = self.people[manager].manager_id
        return chain

    def heads_of(self, person) -> set[int]:
        """Who heads the primary department, or, while the policy lets them look down, one above it."""
        heads, department = set(), self.departments.get(person.department_id)
        while department is not None:
            heads.add(department.head_id)
            department = self.departments.get(department.parent_id) if self.policy.heads_see_below else None
        return heads

    # Teams, rules, pools, agreements

    def team_of(self, record):
        return self.team[ContentType.objects.get_for_model(record).pk, record.pk]

    def is_shared(self, user, record, access="") -> bool:
        kind = ContentType.objects.get_for_model(record).pk
        return record.owner_id is not None and any(
            rule.type_id in (None, kind)
            and access in ("", rule.access)
            and (rule.starts_on or date.min) <= user.today() <= (rule.ends_on or date.max)
            and self.is_in(user, rule.to_user_id, rule.to_department_id, rule.to_group_id)
            and self.is_in(
                self.people[record.owner_id], rule.from_user_id, rule.from_department_id, rule.from_group_id
            )
            for rule in self.rules
        )

    def is_in(self, person, user, department, group) -> bool:
        """Whether a person is the user, of the department or of the group that is named."""
        if user is not None:
            return user == person.pk
        return person.department_id == department if department is not None else group in self.groups[person.pk]

    def administers(self, user, pool_id) -> bool:
        return pool_id is not None and user in self.pools[pool_id].administrators.all()

    def sees_by_pool(self, user, lead) -> bool:
        if self.administers(user, lead.pool_id):
            return True
        pool = self.pools.get(lead.pool_id)
        if pool is None or lead.owner_id is not None or not pool.is_enabled or pool.type != PoolType.CLAIMABLE:
            return False
        return any(
            self.is_in(user, member.user_id, member.department_id, member.group_id) for member in pool.members.all()
        )

    def is_under_agreement(self, user, lead) -> bool:
        agreement = lead.agreement
        return bool(agreement and agreement.partner_id == user.partner_company_id and agreement.status == "valid")
