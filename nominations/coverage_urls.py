from django.urls import path

from nominations.views import coverage

urlpatterns = [
    path("cakupan/", coverage.province_table, name="coverage"),
    path("cakupan/konfirmasi/", coverage.confirmation, name="coverage_confirmation"),
    path("cakupan/<str:code>/", coverage.regency_detail, name="coverage_regency"),
    path("cakupan/<str:code>/isi/", coverage.entry, name="coverage_entry"),
]
