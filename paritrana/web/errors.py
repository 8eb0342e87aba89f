"""Every 4xx and 5xx page is ours."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as NoAnswer


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    reason = str(exception) if exception and str(exception) else _("Peran Anda tidak mencakup halaman ini.")
    return render(request, "403.html", {"reason": reason}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """Django has logged what went wrong. While Redis is away, what counts its attempts there waits."""
    if not isinstance(sys.exception(), (NoConnection, NoAnswer)):
        return defaults.server_error(request)
    answer: HttpResponse
    if request.content_type == "application/json":
        answer = JsonResponse({"reason": "unavailable"}, status=503)
    elif request.headers.get("HX-Request") or request.headers.get("Tus-Resumable"):
        text = _("Layanan sedang terganggu. Coba lagi beberapa menit lagi.")
        answer = HttpResponse(text, content_type="text/plain; charset=utf-8", status=503)
    else:
        answer = render(request, "503.html", status=503)
    answer["Retry-After"] = "120"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.content_type == "application/json":  # a device whose cookies are gone: it signs in again
        return JsonResponse({"reason": "signed_out"}, status=401)
    return render(request, "403_csrf.html", status=403)
