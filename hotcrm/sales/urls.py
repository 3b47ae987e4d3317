from django.urls import path

from hotcrm.pages.counts import CountsPage
from hotcrm.pages.saved_views import saved_view_urls
from hotcrm.pages.why import WhyVisible

from .views.board import OpportunityBoard
from .views.detail import RecordDetail, RecordTimeline
from .views.editing import RecordCreate, RecordEdit
from .views.many import RecordBulk, RecordExport
from .views.pages import AccountPage, ContactPage, OpportunityPage
from .views.verbs import RecordVerb


def urls_of(page) -> list:
    """The addresses that records of each kind have alike; fixed words stand before `<int:pk>/<slug:verb>/`."""
    name, listed = page.kind(), page.list_page
    return [
        path("", listed.as_view(), name=f"{name}_list"),
        path("counts/", CountsPage.as_view(page=listed), name=f"{name}_counts"),
        *saved_view_urls(listed),
        path("export/", RecordExport.as_view(page=listed), name=f"{name}_export"),
        path("bulk/<slug:verb>/", RecordBulk.as_view(page=listed), name=f"{name}_bulk"),
        path("new/", RecordCreate.as_view(page=page), name=f"{name}_create"),
        path("<int:pk>/", RecordDetail.as_view(page=page), name=f"{name}_detail"),
        path("<int:pk>/edit/", RecordEdit.as_view(page=page), name=f"{name}_edit"),
        path("<int:pk>/timeline/", RecordTimeline.as_view(page=page), name=f"{name}_timeline"),
        path("<int:pk>/why/", WhyVisible.as_view(model=page.model()), name=f"{name}_why"),
        path("<int:pk>/<slug:verb>/", RecordVerb.as_view(page=page), name=f"{name}_verb"),
    ]


account_urls = urls_of(AccountPage)
contact_urls = urls_of(ContactPage)
opportunity_urls = [path("board/", OpportunityBoard.as_view(), name="opportunity_board"), *urls_of(OpportunityPage)]
