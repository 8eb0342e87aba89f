from django.urls import path

from nominations.views import coverage, coverage_imports

urlpatterns = [
    path("cakupan/", coverage.province_table, name="coverage"),
    path("cakupan/konfirmasi/", coverage.confirmation, name="coverage_confirmation"),
    path("cakupan/impor/", coverage_imports.upload, name="coverage_import"),
    path("cakupan/impor/templat/", coverage_imports.blank, name="coverage_import_template"),
    path("cakupan/impor/<int:pk>/", coverage_imports.check, name="coverage_import_check"),
    path("cakupan/impor/<int:pk>/berkas/", coverage_imports.original, name="coverage_import_file"),
    path("cakupan/<str:code>/", coverage.regency_detail, name="coverage_regency"),
    path("cakupan/<str:code>/isi/", coverage.entry, name="coverage_entry"),
]
