from django.urls import path

from paritrana.web import health, probe, views

urlpatterns = [
    path("", views.public, name="public"),
    path("beranda/", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("uji-sambungan/<str:token>/", probe.probe, name="probe"),
]
