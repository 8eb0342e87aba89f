from django.urls import path

from paritrana.web import health, views

urlpatterns = [
    path("", views.public, name="public"),
    path("beranda/", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
]
