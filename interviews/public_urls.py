from django.urls import path

from interviews.views import devices

urlpatterns = [
    path("perangkat/", devices.spare_open, name="spare_open"),
    path("perangkat/lembar/", devices.spare_sheets, name="spare_sheets"),
]
