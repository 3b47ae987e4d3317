from django.urls import path

from campaigns.views.following_up import FollowUpList

urlpatterns = [
    path("follow-up/", FollowUpList.as_view(), name="campaign_follow_up"),
]
