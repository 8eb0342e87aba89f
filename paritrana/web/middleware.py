"""What every request passes through. Each class is one house rule."""

import zoneinfo
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from paritrana import access

View = Callable[..., HttpResponse]
NUL = "\0"


class NoNul:
    """PostgreSQL stores no NUL and no keyboard types one: it becomes U+FFFD, as in a page that a browser reads."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.path_info = _without_nul(request.path_info)
        request.GET = _cleaned(request.GET)  # type: ignore[misc, assignment]
        if request.method == "POST":
            request.POST = _cleaned(request.POST)  # type: ignore[misc, assignment]
        return self.get_response(request)


def _cleaned(query: QueryDict) -> QueryDict:
    if not any(NUL in text for _name, texts in query.lists() for text in texts):
        return query
    cleaned = query.copy()
    for name, texts in query.lists():
        cleaned.setlist(name, [_without_nul(text) for text in texts])
    cleaned._mutable = False
    return cleaned


def _without_nul(text: str) -> str:
    return text.replace(NUL, "\ufffd")


class OwnErrorPages:
    """Refusals that Django answers without a body get our page too."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in (405, 413, 429) and not response.streaming and not response.content:
            response.content = render_to_string(f"{response.status_code}.html", request=request)
        return response


class PrivatePages:
    """Pages of signed-in people are never stored by a browser or a proxy."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response


class SignedOutRequests:
    """A signed-out htmx, tus or JSON request gets 401 instead of a redirect, so that what was typed stays."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        entry = request.content_type == "application/json"
        script = request.headers.get("HX-Request") or request.headers.get("Tus-Resumable") or entry
        signed_out = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
        if not (script and signed_out):
            return response
        refusal = JsonResponse({"reason": "signed_out"}, status=401) if entry else HttpResponse(status=401)
        if request.headers.get("HX-Request"):
            here = request.headers.get("HX-Current-URL") or request.get_full_path()
            refusal["HX-Redirect"] = f"{reverse('account_login')}?{urlencode({'next': here})}"
        return refusal


class NothingNew:
    """A poll of somebody who has seen the newest is an empty 204, before any row is read."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: list, kwargs: dict) -> HttpResponse | None:  # type: ignore[type-arg]
        is_newest = getattr(view, "is_newest", None)
        return HttpResponse(status=204) if is_newest and is_newest(request.GET.get("seen", "")) else None


class PersonZone:
    """Times are shown and read in the zone of the person's first seat; edition pages set their own."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, view: View, args: list, kwargs: dict) -> None:  # type: ignore[type-arg]
        if request.user.is_authenticated:
            for seat in access.seats_of(request.user):
                province = seat.province or (seat.nominee or seat.branch or seat).province
                if province:
                    timezone.activate(zoneinfo.ZoneInfo(province.zone))
                    break


class AtomicReach:
    """The view runs in one transaction, in which the database knows the person's reach.

    It takes the place of ATOMIC_REQUESTS, which leaves no room between BEGIN and the view. Views marked
    `non_atomic_requests` (health) opt out as they would there.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: list, kwargs: dict) -> HttpResponse | None:  # type: ignore[type-arg]
        if getattr(view, "_non_atomic_requests", None):
            return None
        with transaction.atomic():
            access.reach(request.user)
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
            return response
