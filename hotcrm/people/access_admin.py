"""What the administration asks for, and does, about the ways people come in."""

from axes.models import AccessAttempt
from django.contrib import admin, messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.audit.kinds import Kind

from . import second_factor
from .confirming import ask_first
from .models import User


class AskingFirst(admin.ModelAdmin):
    """Whoever changes something here has typed their password lately."""

    def changeform_view(self, request, *args, **kwargs):
        return ask_first(request) or super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return ask_first(request) or super().delete_view(request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        """Looking is free; actions, and what is edited in the list, are not."""
        return (request.method == "POST" and ask_first(request)) or super().changelist_view(request, *args, **kwargs)


class WaysIn(AskingFirst):
    """How somebody signs in, for those who help them."""

    actions = ("reset_second_factor", "forget_wrong_tries", "end_sessions")

    @admin.display(description=_("second factor"), boolean=True)
    def has_second_factor(self, person):
        return second_factor.device_of(person) is not None

    @admin.action(description=_("Reset the second factor (lost phone)"), permissions=["change"])
    def reset_second_factor(self, request, people):
        for person in self._may_change(request, people):
            second_factor.turn_off(person)
            person.sessions.all().end()
            self.log_change(request, person, Kind.TWO_FACTOR_RESET)
        messages.success(request, _t("They sign in with their password alone, or set up a new second factor."))

    @admin.action(description=_("Forget wrong passwords and codes"), permissions=["change"])
    def forget_wrong_tries(self, request, people):
        for person in self._may_change(request, people):
            AccessAttempt.objects.filter(username__iexact=person.username).delete()
            second_factor.forget_wrong_codes(person)
            self.log_change(request, person, "Wrong tries forgotten")
        messages.success(request, _t("They can try again at once."))

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def end_sessions(self, request, people):
        for person in self._may_change(request, people):
            person.sessions.all().end()
            self.log_change(request, person, "Sessions ended")
        messages.success(request, _t("They have to sign in again."))

    def _may_change(self, request, people):
        return [person for person in people if self.has_change_permission(request, person)]

    def user_change_password(self, request, id, form_url=""):
        """A password that somebody else chose is changed at the next sign-in, and nobody stays signed in with the
        one before."""
        if answer := ask_first(request):
            return answer
        response = super().user_change_password(request, id, form_url)  # type: ignore[misc]
        if request.method == "POST" and response.status_code == 302 and str(request.user.pk) != str(id):
            User.objects.filter(pk=id).update(must_change_password=True)
            User.objects.get(pk=id).sessions.all().end()
        return response

    def get_changeform_initial_data(self, request):
        return {**super().get_changeform_initial_data(request), "must_change_password": True}
