from django.urls import path

from paritrana.files import views

urlpatterns = [
    path("unggahan/<uuid:key>/", views.upload, name="upload"),
]
