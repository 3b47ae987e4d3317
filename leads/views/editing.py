"""A lead is created, and what is known about it is changed."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.views import View

from hotcrm.pages.actions import done, into, refused, way_back
from hotcrm.pages.conflict import Conflict
from hotcrm.pages.fields import RecordField
from hotcrm.people.roles import Role
from hotcrm.records.refusals import Invalid, NotAllowed, Refused, Stale
from hotcrm.records.verbs import verbs_for
from hotcrm.records.visibility import sees
from leads.forms import LeadForm
from leads.forms.lead import NAMES, narrowed, records_for
from leads.forms.sections import QUICK, SECTIONS
from leads.forms.verbs import SURVIVOR_NAMES, pools_of
from leads.matching import FOUND_BY, Matches
from leads.models import Lead

from .sections import shown


class LeadCreate(LoginRequiredMixin, View):
    """By a person from the list: theirs. From a pool, or by a marketer: nobody's, waiting in a pool."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.may_create:
            raise NotAllowed(_t("Your role does not create leads."))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.show(LeadForm(user=request.user))

    def post(self, request):
        form = LeadForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.show(form, status=422)
        notes: list[str] = []
        try:
            lead = Lead.objects.capture(
                [form.changes], by=request.user, owner=self.owner, pool=self.pool, notes=notes
            )[0]
        except (Refused, ValidationError) as error:
            put_errors(form, error)
            return self.show(form, status=422)
        said = " ".join([_t("%(lead)s was created.") % {"lead": lead}, *notes])
        if sees(request.user, lead):
            return done(request, lead.get_absolute_url(), said)
        return done(request, reverse("lead_list"), said)

    def show(self, form, status=200):
        context = {"form": form, "pool": self.pool, "owner": self.owner}
        context["cancel_url"] = way_back(self.request, reverse("lead_list"))
        return render(self.request, "leads/create.html", context, status=status)

    @cached_property
    def pool(self):
        slug = self.request.GET.get("pool") or self.request.POST.get("pool")
        if slug:
            slug = slug.replace("\x00", "")
            return get_object_or_404(pools_of(self.request.user), slug=slug)
        return None

    @property
    def owner(self):
        user = self.request.user
        if self.request.GET.get("pool") or self.request.POST.get("pool"):
            return None
        only_marketer = Role.MARKETER in user.roles and not user.roles - {Role.MARKETER}
        return None if only_marketer else user


class LeadEdit(LoginRequiredMixin, View):
    """All fields, one section (`?section=company`), or one value set by a click (`?section=rating`)."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=kwargs["pk"])
        self.section = request.GET.get("section", "")
        if self.section and self.section not in {**SECTIONS, **QUICK}:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, pk):
        if refusal := self.refusal():
            return refused(request, refusal, self.lead.get_absolute_url())
        return self.show(self.form())

    def post(self, request, pk):
        if refusal := self.refusal():
            return refused(request, refusal, self.lead.get_absolute_url())
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        conflict, version = self.conflict(form), form.cleaned_data.get("version")
        try:
            notes = self.lead.edit(by=request.user, changes=conflict.changes, version=version, asked=set(form.fields))
        except Stale as stale:
            return self.show_conflict(conflict, stale)
        except (Invalid, ValidationError) as error:
            put_errors(form, error)
            return self.show(form, status=422)
        except Refused as refusal:
            return refused(request, refusal, self.lead.get_absolute_url())
        said = _t("Saved.") if conflict.changes else _t("Nothing was changed.")
        return done(request, self.next_url, " ".join([said, *(notes or ())]))

    def refusal(self) -> Refused | None:
        return verbs_for([self.lead], self.request.user, ["edit"])[self.lead.pk]["edit"]

    def form(self, data=None) -> LeadForm:
        return LeadForm(data, instance=self.lead, user=self.request.user, section=self.section or None)

    def conflict(self, form) -> Conflict:
        return Conflict(form, self.request.POST, show=shown, tidy=Lead.fold_contacts)

    def show(self, form, status=200):
        part = self.request.htmx and self.section in SECTIONS
        context = {"form": form, "lead": self.lead, "section": SECTIONS.get(self.section), "url": self.url}
        context["next"] = self.next_url
        response = render(self.request, "leads/_section_form.html" if part else "leads/edit.html", context)
        response.status_code = status
        return into(response, f"#section-{self.section} .section-body") if part and status == 422 else response

    def show_conflict(self, conflict, stale):
        theirs = self.seen_now()
        context = {"record": theirs, "rows": conflict.rows(theirs), "url": self.url, "refusal": stale}
        context["next"] = self.next_url
        template = "pages/_conflict.html" if self.request.htmx else "pages/conflict.html"
        response = render(self.request, template, context, status=stale.status)
        return into(response, "#lead", "innerHTML show:window:top") if self.request.htmx else response

    def seen_now(self):
        """What is edited, as it stands there now."""
        return get_object_or_404(Lead.objects.visible_to(self.request.user), pk=self.lead.pk)

    @property
    def next_url(self):
        return way_back(self.request, self.lead.get_absolute_url())

    @property
    def url(self):
        url = reverse("lead_edit", args=[self.lead.pk])
        return f"{url}?section={self.section}" if self.section else url


class LeadSuggest(LoginRequiredMixin, View):
    """What may be meant by the letters typed into a field that names another record."""

    def get(self, request, field):
        typed = request.GET.get("q", "").strip()[:100]
        if field == "survivor":
            names = SURVIVOR_NAMES
            found = Lead.objects.visible_to(request.user).showing(*names)
        elif field == "opportunity":
            found, names = Matches(None, request.user).others(field), FOUND_BY[field]
        elif field in NAMES:
            found, names = narrowed(field, records_for(field, request.user), request.GET), NAMES[field]
        else:
            raise Http404
        return JsonResponse({"suggestions": RecordField(found, names=names).suggestions(typed)})


def put_errors(form, error):
    """Show what a verb or a constraint refused at its field, or above the form where it has none there."""
    if isinstance(error, Refused):
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return
    for name, messages in error.message_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, messages)
