"""The calendar of a person: a page of the account, and the public address that a calendar reads."""

from django.urls import path

from interviews.views import calendars

urlpatterns = [
    path("akun/kalender/", calendars.feed_page, name="calendar_feed"),
    path("akun/kalender/baru/", calendars.feed_make, name="calendar_feed_make"),
    path("akun/kalender/cabut/", calendars.feed_revoke, name="calendar_feed_revoke"),
    path("kalender/<str:token>.ics", calendars.feed, name="calendar_ics"),
]
