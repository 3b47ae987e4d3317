"""Every address of the API. Verbs are named and worded as on the pages."""

from django.urls import include, path

from hotcrm.records.verbs import verbs_of
from hotcrm.sales.views import actions as sales_actions
from leads.views import actions as lead_actions
from leads.views.listing import BULK_VERBS

from .activities import ActivityList, TaskDone, TaskList
from .bulk import RecordBulk
from .campaigns import CampaignCosts, CampaignFigures, Campaigns
from .conversion import LeadConvert
from .docs import Docs, OpenAPI
from .files import FileContent, FileDetail, RecordFiles
from .leads import Leads
from .lists import PicklistDetail, PicklistList
from .marketing_lists import ListEntries, ListEntryDetail, MarketingLists
from .members import CampaignEnrol, CampaignMember, CampaignMembers
from .notices import NoticeList, NoticeMark, NoticesRead
from .people import Me, UserList
from .pools import PoolClaimNext, PoolDetail, PoolList
from .qualification import QualificationDetail
from .records import RecordDetail, RecordList, RecordVerb
from .root import Root
from .runs import RunDetail
from .sales import Accounts, Contacts, Opportunities
from .seeing import RecordTeam, RecordWhy

# PATCH does the one; files come as files; what is deleted leaves nothing to answer with.
NOT_HERE = ("edit", "attach", "delete_for_good")
OWN_VIEW = {"convert": LeadConvert}


def record_urls(kind, word_of) -> list:
    verbs = [verb for verb in verbs_of(kind.model) if verb not in NOT_HERE]
    return [
        path("", RecordList.as_view(kind=kind), name=f"api_{kind.name}_list"),
        path("<int:pk>/", RecordDetail.as_view(kind=kind), name=f"api_{kind.name}_detail"),
        path("<int:pk>/files/", RecordFiles.as_view(kind=kind), name=f"api_{kind.name}_files"),
        path("<int:pk>/why/", RecordWhy.as_view(kind=kind), name=f"api_{kind.name}_why"),
        path("<int:pk>/team/", RecordTeam.as_view(kind=kind), name=f"api_{kind.name}_team"),
        *(
            path(
                f"<int:pk>/{word_of(verb)}/",
                OWN_VIEW.get(verb, RecordVerb).as_view(kind=kind, verb=verb),
                name=f"api_{kind.name}_{word_of(verb)}",
            )
            for verb in verbs
        ),
    ]


lead_urls = [
    *record_urls(Leads, lead_actions.word_of),
    path("<int:pk>/qualification/", QualificationDetail.as_view(), name="api_lead_qualification"),
    *(
        path(
            f"{lead_actions.word_of(verb)}/",
            RecordBulk.as_view(kind=Leads, verb=verb),
            name=f"api_leads_{lead_actions.word_of(verb)}",
        )
        for verb in BULK_VERBS
    ),
]
campaign_urls = [
    *record_urls(Campaigns, sales_actions.word_of),
    path("<int:pk>/members/", CampaignMembers.as_view(), name="api_campaign_members"),
    path("<int:pk>/members/<int:member>/", CampaignMember.as_view(), name="api_campaign_member"),
    path("<int:pk>/enrol/", CampaignEnrol.as_view(), name="api_campaign_enrol"),
    path("<int:pk>/costs/", CampaignCosts.as_view(), name="api_campaign_costs"),
    path("<int:pk>/figures/", CampaignFigures.as_view(), name="api_campaign_figures"),
]
list_urls = [
    path("", RecordList.as_view(kind=MarketingLists), name="api_marketing_list_list"),
    path("<int:pk>/", RecordDetail.as_view(kind=MarketingLists), name="api_marketing_list_detail"),
    path("<int:pk>/why/", RecordWhy.as_view(kind=MarketingLists), name="api_marketing_list_why"),
    path(
        "<int:pk>/change-owner/",
        RecordVerb.as_view(kind=MarketingLists, verb="change_owner"),
        name="api_marketing_list_change-owner",
    ),
    path("<int:pk>/entries/", ListEntries.as_view(), name="api_marketing_list_entries"),
    path("<int:pk>/entries/<int:entry>/", ListEntryDetail.as_view(), name="api_marketing_list_entry"),
]
urlpatterns = [
    path("", Root.as_view(), name="api_root"),
    path("leads/", include(lead_urls)),
    path("accounts/", include(record_urls(Accounts, sales_actions.word_of))),
    path("contacts/", include(record_urls(Contacts, sales_actions.word_of))),
    path("opportunities/", include(record_urls(Opportunities, sales_actions.word_of))),
    path("activities/", ActivityList.as_view(), name="api_activity_list"),
    path("tasks/", TaskList.as_view(), name="api_task_list"),
    path("tasks/<int:pk>/done/", TaskDone.as_view(), name="api_task_done"),
    path("tasks/<int:pk>/reopen/", TaskDone.as_view(finish=False), name="api_task_reopen"),
    path("notices/", NoticeList.as_view(), name="api_notice_list"),
    path("notices/read/", NoticesRead.as_view(), name="api_notice_read_all"),
    path("notices/<int:pk>/read/", NoticeMark.as_view(), name="api_notice_read"),
    path("notices/<int:pk>/unread/", NoticeMark.as_view(is_read=False), name="api_notice_unread"),
    path("files/<int:pk>/", FileDetail.as_view(), name="api_file_detail"),
    path("files/<int:pk>/content/", FileContent.as_view(), name="api_file_content"),
    path("pools/", PoolList.as_view(), name="api_pool_list"),
    path("pools/<slug:slug>/", PoolDetail.as_view(), name="api_pool_detail"),
    path("pools/<slug:slug>/claim-next/", PoolClaimNext.as_view(), name="api_pool_claim_next"),
    path("campaigns/", include(campaign_urls)),
    path("marketing-lists/", include(list_urls)),
    path("runs/<int:pk>/", RunDetail.as_view(), name="api_run_detail"),
    path("picklists/", PicklistList.as_view(), name="api_picklist_list"),
    path("picklists/<slug:slug>/", PicklistDetail.as_view(), name="api_picklist_detail"),
    path("users/", UserList.as_view(), name="api_user_list"),
    path("schema/", OpenAPI.as_view(), name="api_schema"),
    path("docs/", Docs.as_view(), name="api_docs"),
    path("me/", Me.as_view(), name="api_me"),
]
