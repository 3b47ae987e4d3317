from django.urls import path

from hotcrm.pages.saved_views import saved_view_urls
from hotcrm.pages.why import WhyVisible

from .models import Account, Contact, Opportunity
from .views.board import OpportunityBoard
from .views.detail import RecordDetail, RecordTimeline
from .views.editing import RecordCreate, RecordEdit
from .views.listing import LISTS, AccountCounts, ContactCounts, OpportunityCounts
from .views.many import SalesBulk, SalesExport
from .views.verbs import RecordVerb

COUNTS = {Account: AccountCounts, Contact: ContactCounts, Opportunity: OpportunityCounts}


def urls_of(model) -> list:
    """The addresses that each of the three has alike; fixed words stand before `<int:pk>/<slug:verb>/`."""
    name = model._meta.model_name
    return [
        path("", LISTS[model].as_view(), name=f"{name}_list"),
        path("counts/", COUNTS[model].as_view(), name=f"{name}_counts"),
        *saved_view_urls(LISTS[model]),
        path("export/", SalesExport.as_view(page=LISTS[model]), name=f"{name}_export"),
        path("bulk/<slug:verb>/", SalesBulk.as_view(page=LISTS[model]), name=f"{name}_bulk"),
        path("new/", RecordCreate.as_view(model=model), name=f"{name}_create"),
        path("<int:pk>/", RecordDetail.as_view(model=model), name=f"{name}_detail"),
        path("<int:pk>/edit/", RecordEdit.as_view(model=model), name=f"{name}_edit"),
        path("<int:pk>/timeline/", RecordTimeline.as_view(model=model), name=f"{name}_timeline"),
        path("<int:pk>/why/", WhyVisible.as_view(model=model), name=f"{name}_why"),
        path("<int:pk>/<slug:verb>/", RecordVerb.as_view(model=model), name=f"{name}_verb"),
    ]


account_urls = urls_of(Account)
contact_urls = urls_of(Contact)
opportunity_urls = [path("board/", OpportunityBoard.as_view(), name="opportunity_board"), *urls_of(Opportunity)]
