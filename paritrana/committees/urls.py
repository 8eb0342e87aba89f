from django.urls import path

from paritrana.committees.views import committee, editions, holidays, stages

urlpatterns = [
    path("", editions.edition, name="edition"),
    path("ubah/", editions.edition_edit, name="edition_edit"),
    path("kategori/", editions.categories, name="categories"),
    path("kategori/baru/", editions.category_new, name="category_new"),
    path("kategori/<slug:category>/", editions.category_edit, name="category_edit"),
    path("kategori/<slug:category>/hapus/", editions.category_remove, name="category_remove"),
    path("tahapan/", stages.stages, name="stages"),
    path("tahapan/<slug:category>/", stages.stage, name="stage"),
    path("hari-libur/", holidays.holidays, name="holidays"),
    path("hari-libur/<int:holiday>/hapus/", holidays.holiday_remove, name="holiday_remove"),
    path("panitia/", committee.seats, name="seats"),
    path("panitia/susun/", committee.seats_lay_out, name="seats_lay_out"),
    path("panitia/tambah/<slug:kind>/", committee.seat_new, name="seat_new"),
    path("panitia/penilai/", committee.scorers, name="scorers"),
]
