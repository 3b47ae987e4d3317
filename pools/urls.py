from django.urls import path

from pools.views.best_next import ClaimBest
from pools.views.entry_rules import EntryRules
from pools.views.health import Health
from pools.views.listing import PoolBulk, PoolCounts, PoolLeads
from pools.views.overview import PoolList
from pools.views.recycling import PoolRecycling
from pools.views.settings import PoolSettings
from pools.views.whole import TransferPool

urlpatterns = [
    path("", PoolList.as_view(), name="pool_list"),
    path("entry-rules/", EntryRules.as_view(), name="entry_rules"),
    path("<slug:slug>/", PoolLeads.as_view(), name="pool_detail"),
    path("<slug:slug>/counts/", PoolCounts.as_view(), name="pool_counts"),
    path("<slug:slug>/bulk/<slug:verb>/", PoolBulk.as_view(), name="pool_bulk"),
    path("<slug:slug>/next/", ClaimBest.as_view(), name="pool_claim_best"),
    path("<slug:slug>/transfer/", TransferPool.as_view(), name="pool_transfer"),
    path("<slug:slug>/recycle/", PoolRecycling.as_view(), name="pool_recycling"),
    path("<slug:slug>/health/", Health.as_view(), name="pool_health"),
    path("<slug:slug>/settings/", PoolSettings.as_view(), name="pool_settings"),
]
