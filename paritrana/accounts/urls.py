"""The allauth views we want, one by one, under our paths and allauth's names. No sign-up."""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from paritrana.accounts import views
from paritrana.accounts.sign_in import refusing

urlpatterns = [
    path("akun/", views.profile, name="profile"),
    path("masuk/kode/", views.slip, name="slip"),
    path("masuk/", login_not_required(refusing(allauth.login)), name="account_login"),
    path("keluar/", allauth.logout, name="account_logout"),
    path("akun/sandi/", refusing(allauth.password_change), name="account_change_password"),
    path("masuk/lupa/", login_not_required(refusing(allauth.password_reset)), name="account_reset_password"),
    path(
        "masuk/lupa/terkirim/",
        login_not_required(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^masuk/lupa/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(refusing(allauth.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "masuk/lupa/selesai/",
        login_not_required(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
