from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView

from hotcrm.records.models import Notice
from hotcrm.records.notice_words import worded

from .forms import SettingsForm
from .inbox import Shown

LATEST = 8  # in the panel of the bell
MOST_COUNTED = 99


class Late(LoginRequiredMixin, TemplateView):
    """A part of every page: where nobody is signed in any more it stays empty, rather than a sign-in page."""

    def handle_no_permission(self):
        return HttpResponse(status=204) if self.request.htmx else super().handle_no_permission()


class Inbox(LoginRequiredMixin, TemplateView):
    """What I was told, newest first. htmx gets the list alone."""

    def get_template_names(self):
        return ["notices/_inbox.html" if self.request.htmx.target == "inbox" else "notices/inbox.html"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(inbox=Shown(self.request.user, self.request.GET), now=timezone.now(), **kwargs)


class Bell(Late):
    """How many I have not read, asked late and now and then: a look at an index, however many there are."""

    template_name = "notices/_bell_count.html"

    def get_context_data(self, **kwargs):
        unread = Notice.objects.inbox_of(self.request.user).unread().order_by()
        return super().get_context_data(unread=unread[: MOST_COUNTED + 1].count(), most=MOST_COUNTED, **kwargs)


class Panel(Late):
    """The latest, below the bell."""

    template_name = "notices/_panel.html"

    def get_context_data(self, **kwargs):
        latest = Notice.objects.inbox_of(self.request.user).select_related("by").order_by("-created_at", "-pk")
        notices = worded(latest[:LATEST], self.request.user)
        return super().get_context_data(notices=notices, now=timezone.now(), **kwargs)


class Settings(LoginRequiredMixin, FormView):
    """Which kinds reach me in the product, and which by e-mail."""

    template_name = "notices/settings.html"
    form_class = SettingsForm
    success_url = reverse_lazy("notice_settings")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        form.save()
        messages.success(self.request, _t("Your choice is saved."))
        return super().form_valid(form)


@require_safe
@login_required
def open_notice(request, pk):
    """To what a notice is about; it is read by that."""
    notice = get_object_or_404(Notice.objects.inbox_of(request.user).select_related("by"), pk=pk)
    Notice.objects.filter(pk=pk).mark_read()
    [notice] = worded([notice], request.user)
    if notice.words.path:
        return redirect(notice.words.path)
    messages.info(request, notice.words.subject)
    return redirect("notice_list")


@require_POST
@login_required
def mark(request, pk, is_read):
    get_object_or_404(Notice.objects.inbox_of(request.user), pk=pk)
    mine = Notice.objects.filter(pk=pk)
    mine.mark_read() if is_read else mine.update(read_at=None)
    return _back(request)


@require_POST
@login_required
def mark_all_read(request):
    """All that stood there when the page was made, of the kind it was narrowed to; what came since stays unread."""
    shown = Shown(request.user, request.POST)
    shown.all.filter(created_at__lte=_instant(request.POST.get("until"))).mark_read()
    return _back(request)


def _instant(text):
    try:
        until = datetime.fromisoformat(text or "")
    except ValueError:
        return timezone.now()
    return until if timezone.is_aware(until) else timezone.now()


def _back(request):
    """To the list as it was; a part of a page looks for itself what has changed."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Trigger": "notices"})
    query = Shown(request.user, request.POST).query
    return redirect(reverse("notice_list") + (f"?{query}" if query else ""))
