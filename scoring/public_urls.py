"""What everybody may open."""

from django.urls import URLPattern, path

from scoring.views import results

urlpatterns: list[URLPattern] = [
    path("pengumuman/<slug:province>/<slug:edition>/", results.results, name="results"),
]
