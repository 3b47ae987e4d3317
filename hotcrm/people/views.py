from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.messages.views import SuccessMessageMixin
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView, UpdateView

from .addresses import is_ours
from .forms import ProfileForm, TokenForm
from .languages import remember, spoken
from .models import ApiToken, User
from .models.user import Theme

# Made by the command `demo` and by nobody else: at an address that no installation in use can have.
DEMO_CAST = ("alice", "bob", "carol", "dave", "mallory", "mia", "pat", "admin")
DEMO_ADDRESS = "alice@hotcrm.example"


class SignInView(auth.LoginView):
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        demo = DEMO_CAST if User.objects.filter(username=DEMO_CAST[0], email=DEMO_ADDRESS).exists() else ()
        return super().get_context_data(**kwargs, demo=demo)


class PasswordView(SuccessMessageMixin, auth.PasswordChangeView):
    success_url = reverse_lazy("profile")
    success_message = _("Your new password counts from now on.")


class ProfileView(LoginRequiredMixin, UpdateView):
    form_class = ProfileForm
    template_name = "people/profile.html"
    success_url = reverse_lazy("profile")

    def get_object(self, queryset=None):
        # A copy: what was typed wrongly must not show in the rest of the page, which speaks of `request.user`.
        return User.objects.get(pk=self.request.user.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, tokens=self.request.user.api_tokens.filter(revoked_at=None))

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

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        token, secret = ApiToken.issue(self.request.user, **form.cleaned_data)
        return render(self.request, "people/token_made.html", {"token": token, "secret": secret})


@require_POST
@login_required
def revoke_token(request, pk):
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    token.revoke()
    messages.success(request, _t("The token “%(name)s” works no more.") % {"name": token.name})
    return redirect("profile")


@require_POST
@login_required
def set_theme(request):
    if request.POST.get("theme") in Theme.values:
        request.user.theme = request.POST["theme"]
        request.user.save(update_fields=["theme"])
    return back(request)


@require_POST
def set_language(request):
    """Remembered in a cookie, so that the sign-in page too is in it, and with the person who is signed in."""
    response, language = back(request), request.POST.get("language")
    if not spoken(language):
        return response
    if request.user.is_authenticated:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return remember(language, response)


def locked_out(request, *args, **kwargs):
    """The answer to a name that was tried with too many wrong passwords."""
    return render(request, "registration/locked_out.html", status=429)


def back(request):
    """Where the person came from, if that is one of our own pages."""
    to = request.POST.get("next", "")
    return HttpResponseRedirect(to if is_ours(request, to) else "/")
