from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from campaigns.attribution import Model
from campaigns.forms.attribution import AttributionForm, BehindForm
from campaigns.gathering import LABELS, By, Gathered, page_of
from hotcrm.audit.exports import exported
from hotcrm.pages.exporting import download
from hotcrm.people.confirming import ask_first
from hotcrm.people.rights import REFUSALS, Right, may
from hotcrm.records.refusals import NotAllowed
from hotcrm.sales.models import Opportunity

PAGE = 50


class Asked(LoginRequiredMixin, View):
    form_class = AttributionForm

    @cached_property
    def form(self):
        return self.form_class(self.request.GET)

    @cached_property
    def gathered(self) -> Gathered:
        return Gathered(self.request.user, **self.form.chosen)

    def url(self, name, **more) -> str:
        return f"{reverse(name)}?{urlencode(self.form.kept | more)}"


class Attribution(Asked, TemplateView):
    """Won revenue, credited by five models side by side."""

    template_name = "campaigns/attribution.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            form=self.form,
            models=Model.choices,
            rows=[self._row(line) for line in self.gathered.lines],
            total=self.gathered.total.credits.values(),
            tabs=[(by, by.label, self.url("campaign_attribution", by=by)) for by in By],
            opened=self.gathered.by,
            export_url=self.url("campaign_attribution_export") if may(self.request.user, Right.EXPORT) else "",
        )

    def _row(self, line):
        """A line with each of its figures, and where what stands behind it is shown."""
        behind = self.url("campaign_attribution_behind", by=self.gathered.by, key=line.key)
        figures = [(amount, f"{behind}&{urlencode({'model': model})}") for model, amount in line.credits.items()]
        return line, figures, self.gathered.by == By.CAMPAIGN and line.key not in LABELS


class AttributionExport(Asked):
    def get(self, request):
        if not may(request.user, Right.EXPORT):
            raise NotAllowed(REFUSALS[Right.EXPORT])
        if answer := ask_first(request):
            return answer
        by = By(self.gathered.by)
        rows = ((line.key, line.label, *line.credits.values()) for line in self.gathered.lines)
        headers = [_("Key"), str(by.label), *map(str, Model.labels)]
        told = {"view": "attribution", "format": "csv", "filters": sorted(self.form.kept)}
        rows = exported(rows, by=request.user, model=Opportunity, **told)
        return download(f"{_('Attribution')}-{timezone.localdate():%Y-%m-%d}", headers, rows)


class AttributionBehind(Asked, TemplateView):
    """The opportunities behind one figure, each with its credit."""

    template_name = "campaigns/attribution_behind.html"
    form_class = BehindForm

    def get_context_data(self, **kwargs):
        asked = self.form.cleaned_data
        try:
            model, label = Model(asked["model"]), self.gathered.label_of(asked["key"])
        except KeyError as error:
            raise Http404 from error
        seen = Opportunity.objects.visible_to(self.request.user)
        after = seen.filter(pk=asked["after"]).first() if asked.get("after") else None
        found, has_more = page_of(self.gathered.behind(model, asked["key"], after=after), PAGE)
        records = seen.select_related("account").in_bulk([pk for pk, _credit in found])
        return super().get_context_data(
            **kwargs,
            rows=[(records[pk], credit) for pk, credit in found if pk in records],
            label=label,
            model=model.label,
            back_url=self.url("campaign_attribution"),
            next_url=self.url("campaign_attribution_behind", after=found[-1][0]) if has_more else "",
            is_first=after is None,
        )
