"""Theme and language, changed from every page's own menu."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.views.decorators.http import require_POST

from hotcrm.people.addresses import is_ours
from hotcrm.people.languages import remember, spoken
from hotcrm.people.models.user import Theme


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


def back(request):
    """Where the person came from, if that is one of our own pages."""
    to = request.POST.get("next", "")
    return HttpResponseRedirect(to if is_ours(request, to) else "/")
