"""Below `lists/`."""

from django.urls import path

from campaigns.views.lists import MarketingListDetail, MarketingListEnrol, MarketingListList, MarketingListPage
from hotcrm.pages.counts import CountsPage
from hotcrm.pages.why import WhyVisible
from hotcrm.sales.views.editing import RecordCreate, RecordEdit
from hotcrm.sales.views.many import RecordBulk
from hotcrm.sales.views.verbs import RecordVerb

HERE = "lists/"

list_urls: list = [
    path(HERE, MarketingListList.as_view(), name="marketing_list_list"),
    path(f"{HERE}counts/", CountsPage.as_view(page=MarketingListList), name="marketing_list_counts"),
    path(f"{HERE}bulk/<slug:verb>/", RecordBulk.as_view(page=MarketingListList), name="marketing_list_bulk"),
    path(f"{HERE}new/", RecordCreate.as_view(page=MarketingListPage), name="marketing_list_create"),
    path(f"{HERE}<int:pk>/", MarketingListDetail.as_view(), name="marketing_list_detail"),
    path(f"{HERE}<int:pk>/edit/", RecordEdit.as_view(page=MarketingListPage), name="marketing_list_edit"),
    path(f"{HERE}<int:pk>/why/", WhyVisible.as_view(model=MarketingListPage.model()), name="marketing_list_why"),
    path(f"{HERE}<int:pk>/enrol/", MarketingListEnrol.as_view(), name="marketing_list_enrol"),
    path(f"{HERE}<int:pk>/<slug:verb>/", RecordVerb.as_view(page=MarketingListPage), name="marketing_list_verb"),
]
