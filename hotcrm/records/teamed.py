"""The people who work on a record beside its owner: how they come, go, and are given another access."""

from django.db import models
from django.utils.translation import gettext as _t

from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import entry
from hotcrm.people.models import User

from .models import Access, TeamMember
from .notice_kinds import NoticeKind
from .refusals import Invalid, Refused
from .verbs import also, inform, tell, type_of


def colleagues():
    """Who may be on a team: the active people of the house."""
    return User.objects.filter(is_active=True, partner_company__isnull=True).order_by(
        "first_name", "last_name", "username"
    )


def people_on(model, keys):
    """Who is on the team of any of these records; `keys` are theirs, or a queryset of them."""
    places = TeamMember.objects.filter(type=type_of(model), object_id__in=keys)
    return User.objects.filter(pk__in=places.values("user")).order_by("first_name", "last_name", "username")


def plan_places(rows, by, *, person, **kwargs) -> dict[int, TeamMember]:
    """The place this person has on the team of each of these records, by its key. One query a chunk."""
    places = TeamMember.objects.filter(type=type_of(rows[0]), object_id__in=[row.pk for row in rows], user=person)
    return {place.object_id: place for place in places}


class Teamed(models.Model):
    """What the verbs `add_to_team`, `change_access` and `remove_from_team` of a record do; who may use them, and
    when, the record says. Their `plan` is `plan_places`."""

    class Meta:
        abstract = True

    def take_on(self, person, access, *, by, plan, mail):
        """Add an active colleague. They are told, but for who adds themselves; `mail` says whether by e-mail too."""
        if not person.is_active or person.is_partner:
            raise Invalid(_t("%(person)s is not an active colleague.") % {"person": person}, field="person")
        if person.pk == self.owner_id:
            raise Refused(_t("%(person)s is the owner already.") % {"person": person}, code="on_team", field="person")
        if self.pk in plan:
            raise Refused(
                _t("%(person)s is on the team already.") % {"person": person}, code="on_team", field="person"
            )
        check_access(access)
        also(self, TeamMember(type=type_of(self), object_id=self.pk, user=person, access=access))
        inform(self, NoticeKind.TEAM, person, mail=mail, access=access)
        self._tell_of_place(person, ["", access], by=by)

    def give_access(self, person, access, *, by, plan):
        place = self._place_of(person, plan)
        check_access(access)
        if place.access == access:
            raise Refused(_t("%(person)s has this access already.") % {"person": person}, field="access")
        TeamMember.objects.filter(pk=place.pk).update(access=access)
        self._tell_of_place(person, [place.access, access], by=by)

    def take_off(self, person, *, by, plan):
        place = self._place_of(person, plan)
        place.delete()
        self._tell_of_place(person, [place.access, ""], by=by)

    def _tell_of_place(self, person, access, *, by):
        """To its history, and to the audit."""
        tell(self, person=person.pk, access=access)
        also(self, entry(Kind.TEAM_CHANGED, by=by, target=self, person=person.pk, access=access))

    def _place_of(self, person, plan) -> TeamMember:
        if self.pk not in plan:
            raise Refused(
                _t("%(person)s is not on the team.") % {"person": person}, code="not_on_team", field="person"
            )
        return plan[self.pk]


def check_access(access):
    if access not in Access.values:
        raise Invalid(_t("Choose “read” or “read and write”."), field="access")
