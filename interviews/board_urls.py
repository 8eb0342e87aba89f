from django.urls import path

from interviews.views import board, following, notulen

urlpatterns = [
    path("wawancara/sekarang/", following.interview_now, name="interview_now"),
    path("wawancara/<int:pk>/papan-kendali/", board.board, name="board"),
    path("wawancara/<int:pk>/layar-waktu/", board.room_timer, name="room_timer"),
    path("wawancara/<int:pk>/giliran/<int:slot>/notulen/", notulen.notulen, name="notulen"),
]
