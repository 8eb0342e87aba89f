from django.urls import path

from interviews.views import places, replies

urlpatterns = [
    path("wawancara/<int:pk>/pindah-tempat/", places.relocate, name="interview_place"),
    path("wawancara/<int:pk>/papan-pintu/", places.door_sign, name="door_sign"),
    path("wawancara/<int:pk>/giliran/<int:slot>/konfirmasi/", replies.confirm, name="slot_reply"),
    path("wawancara/<int:pk>/giliran/<int:slot>/paparan/", replies.presentation, name="presentation"),
    path("wawancara/<int:pk>/paparan/<int:presentation>/", replies.presentation_file, name="presentation_file"),
    path("wawancara/<int:pk>/giliran/<int:slot>/kalender.ics", replies.slot_calendar, name="slot_calendar"),
]
