from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from campaigns.following_up import LATEST, LISTED_FOR, responses_seen_by
from campaigns.models import Member

PAGE = 50


class FollowUpList(LoginRequiredMixin, TemplateView):
    """Who responded and waits for somebody: the leads and contacts that this person sees."""

    template_name = "campaigns/follow_up.html"

    def get_context_data(self, **kwargs):
        after = LATEST.read(self.request.GET.get("after", "")[:200], Member)
        found = responses_seen_by(self.request.user, most=PAGE + 1, after=after)
        has_more = len(found) > PAGE
        rows = found[:PAGE]
        next_url = "?" + urlencode({"after": LATEST.place_of(rows[-1].member, 1)}) if has_more else ""
        return super().get_context_data(
            **kwargs, rows=rows, days=LISTED_FOR.days, next_url=next_url, is_first=after is None
        )
