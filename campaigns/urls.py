from django.urls import path

from campaigns.list_urls import list_urls
from campaigns.member_urls import member_urls
from campaigns.views.attribution import Attribution, AttributionBehind, AttributionExport
from campaigns.views.board import CampaignBoard
from campaigns.views.calendar import CampaignCalendar
from campaigns.views.experiment import CampaignExperiment
from campaigns.views.following_up import FollowUpList
from campaigns.views.of_person import OfPerson
from campaigns.views.page import CampaignPage
from hotcrm.sales.models import Contact
from hotcrm.sales.urls import urls_of
from leads.models import Lead

urlpatterns: list = [
    path("board/", CampaignBoard.as_view(), name="campaign_board"),
    path("calendar/", CampaignCalendar.as_view(), name="campaign_calendar"),
    path("attribution/", Attribution.as_view(), name="campaign_attribution"),
    path("attribution/export/", AttributionExport.as_view(), name="campaign_attribution_export"),
    path("attribution/behind/", AttributionBehind.as_view(), name="campaign_attribution_behind"),
    path("follow-up/", FollowUpList.as_view(), name="campaign_follow_up"),
    path("<int:pk>/experiment/", CampaignExperiment.as_view(), name="campaign_experiment"),
    path("of-lead/<int:pk>/", OfPerson.as_view(model=Lead), name="campaigns_of_lead"),
    path("of-contact/<int:pk>/", OfPerson.as_view(model=Contact), name="campaigns_of_contact"),
    *list_urls,
    *member_urls,
    *urls_of(CampaignPage),  # last: it ends with `<int:pk>/<slug:verb>/`
]
