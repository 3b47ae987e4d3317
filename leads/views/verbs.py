"""A verb's own page: GET asks, POST does."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views import View

from hotcrm.activities.mentions import hint
from hotcrm.pages.actions import done, into, named_in, refused, way_back
from hotcrm.records.lead_words import deed_of
from hotcrm.records.refusals import Invalid, NotFound, Refused
from hotcrm.records.verbs import verbs_for, verbs_of
from hotcrm.records.visibility import sees
from leads.forms import VERB_FORMS, form_of
from leads.models import Lead

from .actions import name_of, url_of
from .editing import put_errors

NOT_HERE = ("edit", "attach")  # have pages of their own
GONE = "delete_for_good"  # leaves no page to go back to
SAID = {
    "claim": _("%(lead)s is yours now."),
    "assign": _("%(lead)s now belongs to %(owner)s."),
    "change_owner": _("%(lead)s now belongs to %(owner)s."),
    "return_to_pool": _("%(lead)s was returned to %(pool)s."),
    "reclaim": _("%(lead)s was taken back into %(pool)s."),
    "transfer": _("%(lead)s now waits in %(pool)s."),
    "work": _("Work on %(lead)s has begun."),
    "nurture": _("%(lead)s is being nurtured."),
    "qualify": _("%(lead)s is qualified; its owner has a task for the next step."),
    "disqualify": _("%(lead)s was disqualified."),
    "reopen": _("%(lead)s is new again."),
    "reactivate": _("%(lead)s is being worked again."),
    "discard": _("%(lead)s was discarded. Only those who may restore it see it now."),
    "restore": _("%(lead)s was restored to %(pool)s."),
    "delete_for_good": _("%(lead)s was deleted for good."),
    "convert": _("%(lead)s was converted."),
    "undo_conversion": _("The conversion of %(lead)s was undone."),
    "hold": _("%(lead)s is on hold: no rule takes it back."),
    "release_hold": _("%(lead)s is not on hold any more."),
    "log": _("Logged."),
    "comment": _("Your comment stands in the timeline."),
    "plan_task": _("The task was added."),
    "add_to_team": _("The colleague is on the team now."),
    "change_access": _("The access was changed."),
    "enrol": _("%(lead)s is a member of the campaign now."),
    "add_to_list": _("%(lead)s is on the list now."),
    "remove_from_team": _("The colleague is not on the team any more."),
}
HINTS = {
    "discard": _("For junk: the lead is hidden from everybody but those who may restore it."),
    "hold": _("Until the end of that day no recycle rule of its pool takes it back; then it goes on by itself."),
    "undo_conversion": _("What the conversion made is taken back, while nothing was built on it."),
    "restore": _("The lead waits in its pool again, as it was before."),
    "delete_for_good": _("It goes with all that was only about it. There is no way back; its history stays."),
}


class LeadVerb(LoginRequiredMixin, View):
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.name = name_of(kwargs["verb"])
        self.verb = verbs_of(Lead).get(self.name)
        if self.verb is None or self.verb.backstage or self.name in NOT_HERE:
            raise Http404
        if request.method == "POST" and self.name not in VERB_FORMS:
            return self.do_at_once(kwargs["pk"])
        rows = Lead.objects.visible_to(request.user).select_related("owner", "pool")
        self.lead = get_object_or_404(rows, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def do_at_once(self, pk):
        """A verb that asks for nothing: it reads the lead itself, and says itself why not."""
        results = self.verb.apply([pk], by=self.request.user)
        for _pk, refusal in results.refused:
            if isinstance(refusal, NotFound):
                raise Http404
            return refused(self.request, refusal, reverse("lead_detail", args=[pk]))
        [self.lead] = results.done
        return done(self.request, self.next_url(), self.said)

    def get(self, request, pk, verb):
        if refusal := verbs_for([self.lead], request.user, [self.name])[pk][self.name]:
            return refused(request, refusal, self.url)
        return self.show(self.form())

    def post(self, request, pk, verb):
        form = self.form(request.POST)
        if not form.is_valid():
            refusal = verbs_for([self.lead], request.user, [self.name])[pk][self.name]
            return refused(request, refusal, self.url) if refusal else self.show(form, status=422)
        try:
            getattr(self.lead, self.name)(by=request.user, **form.kwargs)
        except (Invalid, ValidationError) as error:
            put_errors(form, error)
            return self.show(form, status=422)
        except Refused as refusal:
            if refusal.field in form.fields:
                form.add_error(refusal.field, str(refusal))
                return self.show(form, status=422)
            return refused(request, refusal, self.url)
        return done(request, self.next_url(), self.said)

    def form(self, data=None):
        return form_of(self.name)(data, user=self.request.user, leads=[self.lead], initial=named_in(self.request))

    @property
    def url(self):
        return self.lead.get_absolute_url()

    @property
    def said(self):
        lead, deed = self.lead, deed_of(self.name)
        words = {"lead": lead, "owner": lead.owner, "pool": lead.pool, "done": deed and deed.told}
        said = _t("%(lead)s: %(done)s.") if deed else str(SAID.get(self.name, _t("%(lead)s: done.")))
        return " ".join(filter(None, (said % words, hint(lead.not_told))))

    def next_url(self):
        """Back to where one came from; to the list when the lead is out of sight now."""
        if self.name != GONE and sees(self.request.user, self.lead):
            return way_back(self.request, self.url)
        url = way_back(self.request, reverse("lead_list"))
        return reverse("lead_list") if url.startswith(self.lead.get_absolute_url()) else url

    def show(self, form, status=200):
        context = {
            "form": form,
            "lead": self.lead,
            "verb": self.verb,
            "hint": HINTS.get(self.name, ""),
            "url": url_of(self.lead, self.name),
            "next": way_back(self.request, self.url),
        }
        template = "leads/_verb_form.html" if self.request.htmx else "leads/verb.html"
        response = render(self.request, template, context, status=status)
        if self.request.htmx and status == 422 and not self.request.headers.get("HX-Dialog"):
            return into(response, "#dialog-body")
        return response
