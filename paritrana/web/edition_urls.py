from django.urls import path

from paritrana.web import trail

urlpatterns = [
    path("riwayat/", trail.audit, name="audit"),
]
