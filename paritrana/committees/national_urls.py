from django.urls import path

from paritrana.committees.views import editions, nation, seat

urlpatterns = [
    path("penyelenggaraan/baru/", editions.edition_new, name="edition_new"),
    path("peran/<int:pk>/", seat.seat, name="seat"),
    path("peran/<int:pk>/ubah/", seat.seat_edit, name="seat_edit"),
    path("peran/<int:pk>/isi/", seat.seat_fill, name="seat_fill"),
    path("peran/<int:pk>/alihkan/", seat.seat_hand_over, name="seat_hand_over"),
    path("peran/<int:pk>/akhiri/", seat.seat_end, name="seat_end"),
    path("peran/<int:pk>/undang/", seat.seat_invite, name="seat_invite"),
    path("peran/<int:pk>/disampaikan/", seat.seat_told, name="seat_told"),
    path("peran/<int:pk>/slip/", seat.seat_slip, name="seat_slip"),
    path("peran/<int:pk>/blokir/", seat.seat_block, name="seat_block"),
    path("peran/<int:pk>/buka-blokir/", seat.seat_unblock, name="seat_unblock"),
    path("nasional/", nation.nation, name="nation"),
    path("nasional/sekretariat/baru/", nation.secretariat_new, name="secretariat_new"),
    path("nasional/provinsi/<slug:province>/", nation.province, name="province"),
    path("nasional/cabang/", nation.branches, name="branches"),
    path("nasional/cabang/baru/", nation.branch_new, name="branch_new"),
    path("nasional/cabang/<slug:code>/", nation.branch, name="branch"),
    path("nasional/cabang/<slug:code>/wilayah/<int:pk>/akhiri/", nation.area_end, name="area_end"),
]
