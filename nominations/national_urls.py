from django.urls import path

from nominations.views import national

urlpatterns = [path("nasional/cakupan/", national.coverage, name="national_coverage")]
