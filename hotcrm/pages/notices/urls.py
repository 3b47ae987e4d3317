from django.urls import path

from . import views

urlpatterns = [
    path("notices/", views.Inbox.as_view(), name="notice_list"),
    path("notices/bell/", views.Bell.as_view(), name="notice_bell"),
    path("notices/panel/", views.Panel.as_view(), name="notice_panel"),
    path("notices/read/", views.mark_all_read, name="notice_read_all"),
    path("notices/settings/", views.Settings.as_view(), name="notice_settings"),
    path("notices/<int:pk>/", views.open_notice, name="notice_open"),
    path("notices/<int:pk>/read/", views.mark, {"is_read": True}, name="notice_read"),
    path("notices/<int:pk>/unread/", views.mark, {"is_read": False}, name="notice_unread"),
]
