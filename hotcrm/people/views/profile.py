"""What a person says about themselves, and the programs that come in as them."""

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.messages.views import SuccessMessageMixin
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView, UpdateView

from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note
from hotcrm.people import second_factor, sessions
from hotcrm.people.confirming import ask_first
from hotcrm.people.forms import ProfileForm, TokenForm
from hotcrm.people.languages import remember
from hotcrm.people.models import ApiToken, User


class PasswordView(SuccessMessageMixin, auth.PasswordChangeView):
    """Django ends the other sessions by the new password; here they leave the list too."""

    success_url = reverse_lazy("profile")
    success_message = _("Your new password counts from now on. You are signed out everywhere else.")

    @transaction.atomic
    def form_valid(self, form):
        form.user.must_change_password = False
        note(Kind.PASSWORD_CHANGED, by=form.user, target=form.user)
        response = super().form_valid(form)
        sessions.follow_key(self.request)
        sessions.others(self.request).end()
        return response


class ProfileView(LoginRequiredMixin, UpdateView):
    form_class = ProfileForm
    template_name = "people/profile.html"
    success_url = reverse_lazy("profile")

    def get_object(self, queryset=None):
        # A copy: what was typed wrongly must not show in the rest of the page, which speaks of `request.user`.
        return User.objects.get(pk=self.request.user.pk)

    def get_context_data(self, **kwargs):
        person = self.request.user
        device = second_factor.device_of(person)
        return super().get_context_data(
            **kwargs,
            tokens=person.api_tokens.filter(revoked_at=None),
            sessions=person.sessions.open(),
            this_session=self.request.session.get(sessions.ROW),
            second_factor=device,
            codes_left=device and second_factor.codes_left(person),
        )

    def form_valid(self, form):
        response = super().form_valid(form)
        with translation.override(self.object.language):
            messages.success(self.request, _t("Your profile is saved."))
        return remember(self.object.language, response)


@method_decorator(never_cache, name="dispatch")
class TokenView(LoginRequiredMixin, FormView):
    """Make a token. Its secret is part of this one answer, and kept nowhere: a redirect would have to store it."""

    form_class = TokenForm
    template_name = "people/token_form.html"

    def get(self, request, *args, **kwargs):
        return ask_first(request) or super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return ask_first(request) or super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    @transaction.atomic
    def form_valid(self, form):
        token, secret = ApiToken.issue(self.request.user, **form.cleaned_data)
        note(Kind.TOKEN_MADE, by=self.request.user, target=token, person=token.user_id)
        return render(self.request, "people/token_made.html", {"token": token, "secret": secret})


@require_POST
@login_required
def revoke_token(request, pk):
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    with transaction.atomic():
        token.revoke()
        note(Kind.TOKEN_REVOKED, by=request.user, target=token, person=token.user_id)
    messages.success(request, _t("The token “%(name)s” works no more.") % {"name": token.name})
    return redirect("profile")
