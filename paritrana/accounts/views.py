from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from paritrana.access import seats_of
from paritrana.accounts import services
from paritrana.accounts.forms import ProfileForm, SlipForm
from paritrana.forms import refused
from paritrana.htmx import render


def profile(request: HttpRequest) -> HttpResponse:
    """A person's own name, ways to be reached, and roles."""
    form = ProfileForm(request.POST or None, user=request.user, person=request.user)
    context = {
        "form": form,
        "seats": seats_of(request.user),
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Akun"), None)],
    }
    if request.method == "POST":
        if form.is_valid() and form.attempt(services.edit_profile, request.user, by=request.user, **form.cleaned_data):
            messages.success(request, _("Profil tersimpan."))
            return redirect("profile")
        return refused(request, "accounts/profile.html", context)
    return render(request, "accounts/profile.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters("code", "new_password")
def slip(request: HttpRequest) -> HttpResponse:
    """Sign in with a printed slip: the code is spent, a password of one's own takes its place."""
    form = SlipForm(request.POST or None, user=request.user, initial={"username": request.GET.get("nama", "")})
    if request.method != "POST":
        return render(request, "accounts/slip.html", {"form": form})
    key = request.POST.get("username", "").strip().lower()
    if not ratelimit.consume(request, action="redeem_slip", key=key):
        form.add_error(None, _("Tunggu sekitar sepuluh menit, lalu coba lagi: terlalu banyak percobaan."))
        return render(request, "accounts/slip.html", {"form": form}, status=429)
    if form.is_valid():
        person = form.attempt(services.redeem_slip, **form.cleaned_data)
        if person:
            login(request, person, backend="paritrana.accounts.backends.NameOrAddress")
            messages.success(
                request, _("Kata sandi tersimpan. Lain kali masuk dengan nama pengguna dan kata sandi ini.")
            )
            return redirect("home")
    return refused(request, "accounts/slip.html", {"form": form})
