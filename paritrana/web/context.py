from typing import Any

from django.conf import settings
from django.http import HttpRequest

from paritrana.committees.pages import navigation, stage_line


def portal(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame shows; pages of an edition get its head as well."""
    frame: dict[str, Any] = {"demo": settings.PARITRANA_DEMO}
    edition = getattr(request, "edition", None)
    if edition:
        nav = [] if hasattr(request, "spare_device") else navigation(request, edition)
        frame |= {"edition": edition, "stages": stage_line(edition), "nav": nav}
    return frame
