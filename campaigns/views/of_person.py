"""The campaigns a lead or a contact is in, and the lists they are on: a part of their page, which fetches it."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, render
from django.views import View

from campaigns.models import ListEntry, MarketingList, Member
from hotcrm.records.verbs import verbs_for

MOST = 10


class OfPerson(LoginRequiredMixin, View):
    """`model` is Lead or Contact. Whoever has no script comes to it by a link, as to a page."""

    model: Any = None

    def get(self, request, pk):
        person = get_object_or_404(self.model.objects.visible_to(request.user), pk=pk)
        template = "campaigns/_of_person.html" if request.htmx else "campaigns/of_person.html"
        return render(request, template, self.context(person))

    def context(self, person) -> dict:
        user, kind = self.request.user, person._meta.model_name
        open_verbs = verbs_for([person], user, ["enrol", "add_to_list"])[person.pk]
        members = Member.objects.visible_to(user).filter(**{kind: person.pk}).select_related("campaign")
        members = list(members.order_by("-created_at", "-pk")[: MOST + 1])
        refusals = verbs_for(members, user, ["remove", "set_status"]) if members else {}
        entries = ListEntry.objects.filter(**{kind: person.pk}, list__in=MarketingList.objects.visible_to(user))
        entries = list(entries.select_related("list").order_by("-pk")[: MOST + 1])
        lists = verbs_for([entry.list for entry in entries], user, ["take_off"])
        return {
            "person": person,
            "verb_url": f"{kind}_verb",
            "members": [(member, refusals[member.pk]) for member in members[:MOST]],
            "entries": [(entry, lists[entry.list_id]["take_off"] is None) for entry in entries[:MOST]],
            "has_more": len(members) > MOST or len(entries) > MOST,
            "may_enrol": open_verbs["enrol"] is None,
            "may_list": open_verbs["add_to_list"] is None,
        }
