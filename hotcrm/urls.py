from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from hotcrm.api.errors import failed, not_found
from hotcrm.health import healthz
from hotcrm.people.views.signing_in import SignOutView, to_sign_in
from hotcrm.sales.urls import account_urls, contact_urls, opportunity_urls
from leads.views.searching import Search

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="lead_list"), name="home"),
    path("", include("hotcrm.people.urls")),
    path("leads/", include("leads.urls")),
    path("search/", Search.as_view(), name="search"),
    path("", include("hotcrm.activities.urls")),
    path("pools/", include("pools.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("accounts/", include(account_urls)),
    path("contacts/", include(contact_urls)),
    path("opportunities/", include(opportunity_urls)),
    path("runs/", include("hotcrm.pages.runs.urls")),
    path("", include("hotcrm.pages.notices.urls")),
    # The administration is behind the one sign-in page that there is.
    path("admin/login/", to_sign_in, name="admin_sign_in"),
    path("admin/logout/", SignOutView.as_view(), name="admin_sign_out"),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password_change"), name="admin_password"),
    path("audit/", include("hotcrm.audit.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("hotcrm.api.urls")),
    path("healthz", healthz, name="healthz"),
]

handler404, handler500 = not_found, failed  # JSON below /api/, pages elsewhere
