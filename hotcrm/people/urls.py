from django.contrib.auth.views import LogoutView
from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("profile/", views.ProfileView.as_view(), name="profile"),
    path("profile/password/", views.PasswordView.as_view(), name="password_change"),
    path("profile/theme/", views.set_theme, name="set_theme"),
    path("profile/tokens/new/", views.TokenView.as_view(), name="token_create"),
    path("profile/tokens/<int:pk>/revoke/", views.revoke_token, name="token_revoke"),
    path("language/", views.set_language, name="set_language"),
]
