"""The search field of every page."""

from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse
from django.views.generic import RedirectView


class Search(LoginRequiredMixin, RedirectView):
    """What is typed into it is looked for among all leads the person sees."""

    def get_redirect_url(self):
        return f"{reverse('lead_list')}?{urlencode({'view': 'all', 'q': self.request.GET.get('q', '').strip()[:200]})}"
