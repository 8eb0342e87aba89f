"""All addresses. Pages of an edition lie under `/<province>/<edition>/`."""

from django.urls import include, path

EDITION_PAGES = [
    path("", include("paritrana.committees.urls")),
    path("", include("paritrana.notices.edition_urls")),
    path("", include("paritrana.web.edition_urls")),
    path("", include("nominations.urls")),
    path("", include("scoring.urls")),
    path("", include("interviews.urls")),
    path("", include("reports.urls")),
]

urlpatterns = [
    path("", include("paritrana.web.urls")),
    path("", include("paritrana.accounts.urls")),
    path("", include("paritrana.files.urls")),
    path("", include("paritrana.notices.urls")),
    path("", include("paritrana.committees.national_urls")),
    path("", include("nominations.national_urls")),
    path("", include("scoring.public_urls")),
    path("", include("interviews.public_urls")),
    path("", include("interviews.calendar_urls")),
    path("", include("reports.public_urls")),
    path("<slug:province>/<slug:edition>/", include(EDITION_PAGES)),
]

handler400 = "paritrana.web.errors.bad_request"
handler403 = "paritrana.web.errors.forbidden"
handler404 = "paritrana.web.errors.not_found"
handler500 = "paritrana.web.errors.broken"
