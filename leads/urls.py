from django.urls import path

from hotcrm.pages.saved_views import saved_view_urls
from hotcrm.pages.why import WhyVisible
from leads.models import Lead
from leads.views.bulk import LeadBulk
from leads.views.convert import LeadConvert, LeadConverted
from leads.views.detail import LeadDetail, LeadTimeline
from leads.views.editing import LeadCreate, LeadEdit, LeadSuggest
from leads.views.exporting import LeadExport
from leads.views.holdings import LeadHoldings
from leads.views.importing import LeadImport, LeadImportCancel, LeadImportMap, LeadImportRejects, LeadImportRun
from leads.views.listing import LeadCounts, LeadList
from leads.views.offering import LeadKnownCompany, LeadProducts
from leads.views.qualification import LeadQualificationEdit, LeadQualificationField
from leads.views.verbs import LeadVerb

# Longer and fixed paths stand before `<int:pk>/<slug:verb>/`.
urlpatterns: list = [
    path("", LeadList.as_view(), name="lead_list"),
    path("counts/", LeadCounts.as_view(), name="lead_counts"),
    *saved_view_urls(LeadList),
    path("new/", LeadCreate.as_view(), name="lead_create"),
    path("known-company/", LeadKnownCompany.as_view(), name="lead_known_company"),
    path("products/", LeadProducts.as_view(), name="lead_products"),
    path("suggest/<slug:field>/", LeadSuggest.as_view(), name="lead_suggest"),
    path("bulk/<slug:verb>/", LeadBulk.as_view(), name="lead_bulk"),
    path("export/", LeadExport.as_view(), name="lead_export"),
    path("import/", LeadImport.as_view(), name="lead_import"),
    path("import/<int:pk>/", LeadImportRun.as_view(), name="lead_import_run"),
    path("import/<int:pk>/map/", LeadImportMap.as_view(), name="lead_import_map"),
    path("import/<int:pk>/cancel/", LeadImportCancel.as_view(), name="lead_import_cancel"),
    path("import/<int:pk>/rejects/", LeadImportRejects.as_view(), name="lead_import_rejects"),
    path("<int:pk>/", LeadDetail.as_view(), name="lead_detail"),
    path("<int:pk>/edit/", LeadEdit.as_view(), name="lead_edit"),
    path("<int:pk>/qualification/", LeadQualificationEdit.as_view(), name="lead_qualification"),
    path("<int:pk>/qualification/<slug:field>/", LeadQualificationField.as_view(), name="lead_qualification_field"),
    path("<int:pk>/timeline/", LeadTimeline.as_view(), name="lead_timeline"),
    path("<int:pk>/owners/", LeadHoldings.as_view(), name="lead_holdings"),
    path("<int:pk>/why/", WhyVisible.as_view(model=Lead), name="lead_why"),
    path("<int:pk>/convert/", LeadConvert.as_view(), name="lead_convert"),
    path("<int:pk>/converted/", LeadConverted.as_view(), name="lead_converted"),
    path("<int:pk>/<slug:verb>/", LeadVerb.as_view(), name="lead_verb"),
]
