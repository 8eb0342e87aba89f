from django.urls import path

from paritrana.files import views

urlpatterns = [
    path("unggahan/baru/<slug:province>/", views.begin, name="upload_begin"),
    path("unggahan/<uuid:key>/", views.upload, name="upload"),
]
