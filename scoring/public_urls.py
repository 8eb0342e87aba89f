"""What everybody may open."""

from django.urls import URLPattern, path

from scoring.views import offline, results

urlpatterns: list[URLPattern] = [
    path("sw.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("luring/", offline.shell, name="shell"),
    path("cek/luring/", offline.check_offline, name="check_offline"),
    path("pengumuman/verify.py", results.verifier, name="verifier"),
    path("pengumuman/<slug:province>/<slug:edition>/", results.results, name="results"),
    path("pengumuman/<slug:province>/<slug:edition>/<slug:category>/", results.result, name="result"),
    path(
        "pengumuman/<slug:province>/<slug:edition>/<slug:category>/paket-hasil.json",
        results.result_package,
        name="result_package",
    ),
    path(
        "pengumuman/<slug:province>/<slug:edition>/<slug:category>/diganti/<int:change>/paket-hasil.json",
        results.result_package_before,
        name="result_package_before",
    ),
]
