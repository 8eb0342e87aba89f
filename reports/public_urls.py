from django.urls import path

from reports.views import log as log_views
from reports.views import public as public_views

urlpatterns = [
    path("cek/", public_views.check, name="check"),
    path("cek/kunci.json", log_views.check_keys, name="check_keys"),
    path("cek/catatan/", log_views.check_log, name="check_log"),
    path("cek/catatan/terbit.csv", log_views.log_counts, name="log_counts"),
    path("cek/catatan/rantai.csv", log_views.log_days, name="log_days"),
    path("cek/catatan/<str:day>.csv", log_views.log_day, name="log_day"),
    path("cek/<slug:code>/", public_views.check_code, name="check_code"),
]
