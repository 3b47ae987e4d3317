from django.urls import include, path

from hotcrm.records.verbs import verbs_of
from leads.models import Lead
from leads.views.actions import word_of
from leads.views.listing import BULK_VERBS

from .leads import Leads
from .records import RecordBulk, RecordDetail, RecordList, RecordVerb


def verb_urls(kind, verbs, word_of) -> list:
    """An address for each verb of a record, named and worded as on the pages."""
    return [
        path(
            f"<int:pk>/{word_of(verb)}/",
            RecordVerb.as_view(kind=kind, verb=verb),
            name=f"api_{kind.name}_{word_of(verb)}",
        )
        for verb in verbs
    ]


LEAD_VERBS = [verb for verb in verbs_of(Lead) if verb != "edit"]
lead_urls = [
    path("", RecordList.as_view(kind=Leads), name="api_lead_list"),
    path("<int:pk>/", RecordDetail.as_view(kind=Leads), name="api_lead_detail"),
    *verb_urls(Leads, LEAD_VERBS, word_of),
    *(
        path(
            f"{word_of(verb)}/",
            RecordBulk.as_view(kind=Leads, verb=verb),
            name=f"api_leads_{word_of(verb)}",
        )
        for verb in BULK_VERBS
    ),
]

urlpatterns: list = [
    path("leads/", include(lead_urls)),
]
