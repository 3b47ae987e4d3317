from django.urls import path

from . import views

urlpatterns = [
    path("", views.RunList.as_view(), name="run_list"),
    path("<int:pk>/", views.RunDetail.as_view(), name="run_detail"),
    path("<int:pk>/cancel/", views.cancel_run, name="run_cancel"),
    path("<int:pk>/undo/", views.undo_run, name="run_undo"),
]
