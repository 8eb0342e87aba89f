"""What a phone keeps of the portal itself, so that a sheet opens and a paper is checked without a network.

Nothing in it is personal.
"""

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from scoring import signing

FILES = [
    "vendor/bootstrap.min.css", "css/paritrana.css", "css/scoring.css",
    "vendor/source-sans-3-latin-wght-normal.woff2", "img/paritrana.svg",
    "vendor/sha256.min.js", "js/paritrana.js", "interviews/store.js", "interviews/sync.js", "interviews/sheet.js",
    "interviews/shell.js", "interviews/copies.js", "vendor/qrcode.js",
    "vendor/nacl-fast.min.js", "js/check_offline.js", "js/camera.js", "js/keep.js",
    "vendor/qr/decode.js", "vendor/qr/index.js",
]  # fmt: skip


def _shell() -> str:
    """The page that draws a sheet from what the device keeps; made without a request, so without a person."""
    return render_to_string("scoring/shell.html", {"demo": settings.PARITRANA_DEMO})


def _checker() -> str:
    """The page that checks what a QR code says by itself, with the keys that may have signed it."""
    context = {"demo": settings.PARITRANA_DEMO, "keys": " ".join(signing.public_keys())}
    return render_to_string("scoring/check_offline.html", context)


@login_not_required
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker at the root, whose scope is the whole portal; a new one replaces the cache of the old one."""
    files = [static(name) for name in FILES]
    version = hashlib.sha256("".join([*files, _shell(), _checker()]).encode()).hexdigest()[:16]
    context = {
        "files": json.dumps(files),
        "version": version,
        "shell": reverse("shell"),
        "checker": reverse("check_offline"),
    }
    script = render_to_string("scoring/sw.js", context)
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@login_not_required
def shell(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_shell(), headers={"Cache-Control": "no-cache"})


@login_not_required
def check_offline(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_checker(), headers={"Cache-Control": "no-cache"})


@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the portal on its home screen."""
    icons = [
        {"src": static(f"img/paritrana-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    content = {
        "name": _("Portal Paritrana Award"),
        "short_name": _("Paritrana"),
        "lang": settings.LANGUAGE_CODE,
        "id": "/",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b6b4f",
        "icons": icons,
    }
    headers = {"Cache-Control": "no-cache"}
    return JsonResponse(content, content_type="application/manifest+json", headers=headers)
