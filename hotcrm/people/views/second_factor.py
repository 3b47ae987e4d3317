"""The second factor from the profile: set up, new recovery codes, turned off."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note
from hotcrm.people import second_factor, sessions
from hotcrm.people.confirming import ask_first
from hotcrm.people.forms import SetUpForm, TurnOffForm


class SettingUp(FormView):
    """The picture, and a code of the app that has read it. A view says of whom, as `person`, and what follows."""

    template_name = "people/second_factor.html"
    form_class = SetUpForm
    person = None

    @cached_property
    def device(self):
        return second_factor.new_device(self.request.session, self.person)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            person=self.person,
            picture=second_factor.picture_of(self.device),
            secret=second_factor.secret_of(self.device),
        )

    def form_valid(self, form):
        codes = second_factor.set_up(self.device, form.cleaned_data["code"])
        if codes is None:
            form.add_error("code", _t("The app shows another code now. Is the clock of your phone right?"))
            return self.form_invalid(form)
        self.request.session.pop(second_factor.NEW_KEY, None)
        self.person.sessions.exclude(pk=self.request.session.get(sessions.ROW)).end()
        return self.is_set_up(codes)

    def is_set_up(self, codes):
        raise NotImplementedError

    def show(self, codes, to):
        """The one time that they are shown."""
        return render(self.request, "people/recovery_codes.html", {"codes": codes, "to": to})


@method_decorator(never_cache, name="dispatch")
class SetUpView(LoginRequiredMixin, SettingUp):
    def dispatch(self, request, *args, **kwargs):
        self.person = request.user
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if second_factor.device_of(request.user):
            return redirect("profile")
        return ask_first(request) or super().dispatch(request, *args, **kwargs)

    def is_set_up(self, codes):
        self.request.session[sessions.SECOND_FACTOR] = True
        return self.show(codes, reverse("profile"))


@method_decorator(never_cache, name="dispatch")
class RecoveryCodesView(LoginRequiredMixin, View):
    def post(self, request):
        if second_factor.device_of(request.user) is None:
            return redirect("profile")
        if answer := ask_first(request):
            return answer
        context = {"codes": second_factor.new_recovery_codes(request.user), "to": reverse("profile")}
        return render(request, "people/recovery_codes.html", context)


@method_decorator(never_cache, name="dispatch")
class TurnOffView(LoginRequiredMixin, FormView):
    form_class = TurnOffForm
    template_name = "people/turn_off.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and second_factor.device_of(request.user) is None:
            return redirect("profile")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form):
        with transaction.atomic():
            second_factor.turn_off(self.request.user)
            note(Kind.TWO_FACTOR_OFF, by=self.request.user, target=self.request.user)
        self.request.session.pop(sessions.SECOND_FACTOR, None)
        sessions.others(self.request).end()
        messages.success(self.request, _t("The second factor is turned off."))
        return HttpResponseRedirect(reverse("profile"))
