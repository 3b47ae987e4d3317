"""Below `<campaign>/members/`."""

from django.urls import path

from campaigns.views.adding import MemberAdd, MemberAddList, MemberAddTargets, MemberAddView
from campaigns.views.member_import import (
    MemberImport,
    MemberImportCancel,
    MemberImportMap,
    MemberImportRejects,
    MemberImportRun,
)
from campaigns.views.members import (
    MemberBulk,
    MemberCounts,
    MemberDetail,
    MemberExport,
    MemberList,
    MemberPanel,
    MemberVerb,
)

HERE = "<int:campaign>/members/"

member_urls: list = [
    path(HERE, MemberList.as_view(), name="member_list"),
    path(f"{HERE}counts/", MemberCounts.as_view(), name="member_counts"),
    path(f"{HERE}panel/", MemberPanel.as_view(), name="member_panel"),
    path(f"{HERE}export/", MemberExport.as_view(), name="member_export"),
    path(f"{HERE}bulk/<slug:verb>/", MemberBulk.as_view(), name="member_bulk"),
    path(f"{HERE}add/", MemberAdd.as_view(), name="member_add"),
    path(f"{HERE}add/view/", MemberAddView.as_view(), name="member_add_view"),
    path(f"{HERE}add/list/", MemberAddList.as_view(), name="member_add_from_list"),
    path(f"{HERE}add/list/<int:pk>/", MemberAddList.as_view(), name="member_add_list"),
    path(f"{HERE}add/targets/", MemberAddTargets.as_view(), name="member_add_targets"),
    path(f"{HERE}import/", MemberImport.as_view(), name="member_import"),
    path(f"{HERE}import/<int:pk>/", MemberImportRun.as_view(), name="member_import_run"),
    path(f"{HERE}import/<int:pk>/map/", MemberImportMap.as_view(), name="member_import_map"),
    path(f"{HERE}import/<int:pk>/cancel/", MemberImportCancel.as_view(), name="member_import_cancel"),
    path(f"{HERE}import/<int:pk>/rejects/", MemberImportRejects.as_view(), name="member_import_rejects"),
    path(f"{HERE}<int:pk>/", MemberDetail.as_view(), name="member_detail"),
    path(f"{HERE}<int:pk>/<slug:verb>/", MemberVerb.as_view(), name="member_verb"),
]
