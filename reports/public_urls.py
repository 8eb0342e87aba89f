from django.urls import path

from reports import public_views

urlpatterns = [
    path("cek/", public_views.check, name="check"),
    path("cek/<slug:code>/", public_views.check_code, name="check_code"),
]
