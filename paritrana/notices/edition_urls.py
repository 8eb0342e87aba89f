from django.urls import path

from paritrana.notices import views

urlpatterns = [
    path("pemberitahuan/", views.notices_sent, name="notices_sent"),
    path("pemberitahuan/<int:pk>/disampaikan/", views.notice_told, name="notice_told"),
]
