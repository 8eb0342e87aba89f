from django.urls import path

from nominations.views import coverage, coverage_imports, coverage_notes, outreach, protection, regulations

urlpatterns = [
    path("cakupan/", coverage.province_table, name="coverage"),
    path("cakupan/konfirmasi/", coverage.confirmation, name="coverage_confirmation"),
    path("cakupan/impor/", coverage_imports.upload, name="coverage_import"),
    path("cakupan/impor/templat/", coverage_imports.blank, name="coverage_import_template"),
    path("cakupan/impor/<int:pk>/", coverage_imports.check, name="coverage_import_check"),
    path("cakupan/impor/<int:pk>/berkas/", coverage_imports.original, name="coverage_import_file"),
    path("cakupan/target/", coverage_notes.target, name="coverage_target"),
    path("cakupan/perlindungan/", protection.matrix_page, name="protection"),
    path("cakupan/perlindungan/kelompok/", protection.groups, name="protection_groups"),
    path("cakupan/perlindungan/kelompok/<int:pk>/", protection.group, name="protection_group"),
    path("cakupan/perlindungan/<str:code>/", protection.regency_states, name="protection_regency"),
    path("cakupan/<str:code>/", coverage.regency_detail, name="coverage_regency"),
    path("cakupan/<str:code>/isi/", coverage.entry, name="coverage_entry"),
    path("cakupan/<str:code>/penjelasan/", coverage_notes.explain, name="coverage_explain"),
    path("regulasi/", regulations.register, name="regulations"),
    path("regulasi/baru/", regulations.regulation, name="regulation_new"),
    path("regulasi/<int:pk>/", regulations.regulation, name="regulation"),
    path("regulasi/<int:pk>/berkas/", regulations.file, name="regulation_file"),
    path("sosialisasi/", outreach.event_list, name="outreach"),
    path("sosialisasi/baru/", outreach.edit, name="outreach_new"),
    path("sosialisasi/<int:pk>/", outreach.event, name="outreach_event"),
    path("sosialisasi/<int:pk>/ubah/", outreach.edit, name="outreach_edit"),
    path("sosialisasi/<int:pk>/hadir/", outreach.presence, name="outreach_presence"),
]
