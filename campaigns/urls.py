from django.urls import path

from campaigns.member_urls import member_urls
from campaigns.views.attribution import Attribution, AttributionBehind, AttributionExport
from campaigns.views.following_up import FollowUpList

urlpatterns = [
    path("attribution/", Attribution.as_view(), name="campaign_attribution"),
    path("attribution/export/", AttributionExport.as_view(), name="campaign_attribution_export"),
    path("attribution/behind/", AttributionBehind.as_view(), name="campaign_attribution_behind"),
    path("follow-up/", FollowUpList.as_view(), name="campaign_follow_up"),
    *member_urls,
]
