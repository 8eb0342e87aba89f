from django.urls import path

from interviews.views import brief, closing

urlpatterns = [
    path("wawancara/<int:pk>/tutup/", closing.close, name="interview_close"),
    path("wawancara/<int:pk>/tutup/ingatkan/", closing.remind, name="interview_remind"),
    path("wawancara/<int:pk>/giliran/<int:slot>/ringkasan/", brief.brief, name="brief"),
]
