from django.urls import path

from .views import preferences, profile, second_factor, sessions, signing_in

urlpatterns = [
    path("login/", signing_in.SignInView.as_view(), name="login"),
    path("login/code/", signing_in.CodeStep.as_view(), name="sign_in_code"),
    path("login/second-factor/", signing_in.SetUpStep.as_view(), name="sign_in_set_up"),
    path("login/password/", signing_in.PasswordStep.as_view(), name="sign_in_password"),
    path("logout/", signing_in.SignOutView.as_view(), name="logout"),
    path("confirm/", sessions.ConfirmView.as_view(), name="confirm"),
    path("kept/", sessions.KeptView.as_view(), name="kept"),
    path("kept/forget/", sessions.forget_kept, name="kept_forget"),
    path("profile/", profile.ProfileView.as_view(), name="profile"),
    path("profile/password/", profile.PasswordView.as_view(), name="password_change"),
    path("profile/second-factor/", second_factor.SetUpView.as_view(), name="second_factor"),
    path("profile/second-factor/off/", second_factor.TurnOffView.as_view(), name="second_factor_off"),
    path("profile/second-factor/codes/", second_factor.RecoveryCodesView.as_view(), name="recovery_codes"),
    path("profile/sessions/<int:pk>/end/", sessions.end_session, name="session_end"),
    path("profile/sessions/end-others/", sessions.end_other_sessions, name="sessions_end_others"),
    path("profile/theme/", preferences.set_theme, name="set_theme"),
    path("profile/tokens/new/", profile.TokenView.as_view(), name="token_create"),
    path("profile/tokens/<int:pk>/revoke/", profile.revoke_token, name="token_revoke"),
    path("language/", preferences.set_language, name="set_language"),
]
