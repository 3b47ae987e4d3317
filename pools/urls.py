from django.urls import path

from pools.views import PoolDetail, PoolList

urlpatterns = [
    path("", PoolList.as_view(), name="pool_list"),
    path("<slug:slug>/", PoolDetail.as_view(), name="pool_detail"),
]
