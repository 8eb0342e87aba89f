from django.urls import include, path

from interviews.views import attendance, planning, sessions

urlpatterns = [
    path("wawancara/", sessions.session_list, name="interviews"),
    path("", include("interviews.board_urls")),
    path("", include("interviews.plan_urls")),
    path("wawancara/rencana/", planning.plan, name="interview_plan"),
    path("wawancara/tempat/", planning.venues, name="venues"),
    path("wawancara/<int:pk>/", sessions.session, name="interview"),
    path("wawancara/<int:pk>/panel/", planning.join_panel, name="interview_panel"),
    path("wawancara/<int:pk>/panel/tidak-ikut/", planning.leave_panel, name="interview_leave"),
    path("wawancara/<int:pk>/batal/", planning.cancel, name="interview_cancel"),
    path("wawancara/<int:pk>/giliran/<int:slot>/", attendance.record, name="attendance"),
    path("wawancara/<int:pk>/giliran/<int:slot>/waktu/", planning.move, name="slot_time"),
    path("", include("interviews.devices_urls")),
    path("", include("interviews.closing_urls")),
    path("", include("interviews.reply_urls")),
]
