from django.urls import path

from reports.views import invitations as views

urlpatterns = [
    path("dokumen/undangan/", views.invitations, name="invitations"),
    path("dokumen/undangan/sampaikan/", views.invitations_send, name="invitations_send"),
    path("rapat/", views.meetings, name="meetings"),
    path("rapat/<int:document>/", views.meeting, name="meeting"),
    path("rapat/<int:document>/ubah/", views.meeting_change, name="meeting_change"),
    path("rapat/<int:document>/batal/", views.meeting_cancel, name="meeting_cancel"),
    path("rapat/<int:document>/undangan.pdf", views.meeting_file, name="meeting_file"),
    path("rapat/<int:document>/kalender.ics", views.meeting_calendar, name="meeting_calendar"),
]
