"""Signing in, step by step, and out."""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.contrib import messages
from django.contrib.auth import views as auth
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note
from hotcrm.people import second_factor, sessions, signing_in
from hotcrm.people.forms import CodeForm, NewPasswordForm
from hotcrm.people.models import SignedIn, User

from .second_factor import SettingUp

# Made by the command `demo` and by nobody else: at an address that no installation in use can have.
DEMO_CAST = ("alice", "bob", "carol", "dave", "mallory", "mia", "pat", "admin")
DEMO_ADDRESS = "alice@hotcrm.example"


class SignInView(auth.LoginView):
    """The password. What else is asked follows from whose it was."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        demo = DEMO_CAST if User.objects.filter(username=DEMO_CAST[0], email=DEMO_ADDRESS).exists() else ()
        return super().get_context_data(**kwargs, demo=demo)

    def form_valid(self, form):
        user = form.get_user()
        signing_in.start(self.request, user, self.get_redirect_url())
        return HttpResponseRedirect(signing_in.go_on(self.request, user))


class SignOutView(auth.LogoutView):
    def post(self, request, *args, **kwargs):
        SignedIn.objects.filter(pk=request.session.get(sessions.ROW)).delete()
        return super().post(request, *args, **kwargs)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class Step(FormView):
    """A step after the password: for whose password was right, and only while it is the next one."""

    step = ""

    def dispatch(self, request, *args, **kwargs):
        self.person = signing_in.who(request)
        if self.person is None:
            messages.info(request, _t("Please begin again."))
            return redirect("login")
        step = signing_in.next_step(request, self.person)
        if step != self.step:
            return redirect(step or "login")
        if signing_in.is_locked_out(request, self.person):
            return locked_out(request, None, {"username": self.person.get_username()})
        return super().dispatch(request, *args, **kwargs)


class CodeStep(Step):
    step = "sign_in_code"
    template_name = "registration/code.html"
    form_class = CodeForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request, "user": self.person}

    def form_valid(self, form):
        signing_in.second_is_done(self.request)
        to = signing_in.go_on(self.request, self.person)
        left = second_factor.codes_left(self.person)
        if second_factor.as_number(form.cleaned_data["code"]) is None:
            messages.warning(self.request, _t("You used a recovery code. Codes left: %(left)d.") % {"left": left})
        return HttpResponseRedirect(to)


class SetUpStep(SettingUp, Step):
    """For those who must have a second factor and have none."""

    step = "sign_in_set_up"

    def is_set_up(self, codes):
        signing_in.second_is_done(self.request)
        return self.show(codes, signing_in.go_on(self.request, self.person))


class PasswordStep(Step):
    """For those whose password was chosen by somebody else."""

    step = "sign_in_password"
    template_name = "registration/new_password.html"
    form_class = NewPasswordForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.person}

    def form_valid(self, form):
        with transaction.atomic():
            user = form.save()
            note(Kind.PASSWORD_CHANGED, by=user, target=user)
        signing_in.password_is_new(self.request, user)
        return HttpResponseRedirect(signing_in.go_on(self.request, user))


def to_sign_in(request):
    """The administration has no sign-in page of its own. Whoever is in already and led here lacks the right."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    return redirect(f"{reverse('login')}?{request.GET.urlencode()}")


def locked_out(request, response=None, credentials=None):
    """The answer to a name that was tried with too many wrong passwords or codes."""
    attempts = AxesProxyHandler.get_implementation().get_user_attempts(request, credentials)
    last = max((attempt.attempt_time for found in attempts for attempt in found), default=timezone.now())
    left = last + get_cool_off(request) - timezone.now()
    minutes = max(1, -(-left // timedelta(minutes=1)))
    return render(request, "registration/locked_out.html", {"minutes": minutes}, status=429)
