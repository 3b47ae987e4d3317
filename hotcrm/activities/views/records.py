"""The record that a comment, a file or a name belongs to, of whatever kind: what one does not see is not there."""

from functools import cache

from django.apps import apps
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.views import View

from hotcrm.activities.models.discussed import Discussed
from hotcrm.records.verbs import verbs_for


@cache
def kinds() -> dict[str, type[Discussed]]:
    """The kinds of record that are discussed, by the word their addresses have for them."""
    return {model._meta.model_name: model for model in apps.get_models() if issubclass(model, Discussed)}


class RecordView(LoginRequiredMixin, View):
    """Of one record, named by `kind` and `pk`."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.record = self.find(kwargs["kind"], kwargs["pk"])
        if self.record is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def find(self, kind, pk):
        model = kinds().get(kind)
        return model.objects.visible_to(self.request.user).filter(pk=pk).first() if model else None


def seen_places(links, user) -> list[tuple]:
    """(link, record) for those of these links whose record this person sees and reads all of. One query a kind of
    record."""
    by_type: dict = {}
    for link in links:
        by_type.setdefault(link.type, []).append(link)
    found = []
    for content_type, of_type in by_type.items():
        if model := content_type.model_class():
            records = model.objects.visible_to(user).showing().in_bulk([link.object_id for link in of_type])
            found += [(link, records[link.object_id]) for link in of_type if link.object_id in records]
    return found


def refusal_of(record, user, verb):
    """Why this person may not do that to it; None when they may."""
    return verbs_for([record], user, [verb])[record.pk][verb]
