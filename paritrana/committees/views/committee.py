from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from paritrana.access import may
from paritrana.committees import queries
from paritrana.committees.forms_people import NEW_SEATS
from paritrana.committees.models import Category, Edition, Round, Seat, Stage
from paritrana.committees.pages import edition_page
from paritrana.committees.services import people
from paritrana.committees.services import seats as verbs
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.roles import BRANCH, CANDIDATE, COMMITTEE, Role

PAGE = "committees/committee.html"


@edition_page("seats.view")
def seats(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The committee with its open points, and everybody else who has a part in the edition."""
    return render(request, PAGE, _context(request, edition))


@require_POST
@edition_page("seats.manage")
def seats_lay_out(request: HttpRequest, edition: Edition) -> HttpResponse:
    try:
        verbs.lay_out(edition, by=request.user)
    except ValidationError as error:
        return refused(request, PAGE, _context(request, edition) | {"problems": error.messages})
    messages.success(request, _("Sembilan peran disusun. Isi orangnya satu per satu."))
    return redirect("seats", edition.province.slug, edition.slug)


@edition_page("seats.manage")
def seat_new(request: HttpRequest, edition: Edition, kind: str) -> HttpResponse:
    """Open a seat of one kind, for somebody known or new."""
    if kind not in NEW_SEATS:
        raise Http404
    title, form_class = NEW_SEATS[kind]
    form = form_class(request.POST or None, user=request.user, edition=edition, cancel_url=_home(edition))
    context = {"form": form, "title": title, "breadcrumbs": [(_("Panitia"), _home(edition)), (title, None)]}
    if request.method == "POST":
        if form.is_valid():
            seat = form.attempt(
                people.welcome, by=request.user, person=form.cleaned_data["person"], newcomer=form.newcomer(),
                **form.place(),
            )  # fmt: skip
            if seat:
                messages.success(request, _("Peran dibuka: %s.") % seat)
                return redirect("seat", seat.pk) if seat.person_id else redirect(_home(edition))
        return refused(request, "committees/form.html", context)
    return render(request, "committees/form.html", context)


@edition_page("seats.manage")
def scorers(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Who gives marks, per category and round: one matrix, one button."""
    rows = queries.committee(edition)
    categories = Category.objects.visible_to(request.user, "categories.edit").filter(edition=edition)
    if request.method == "POST":
        keys = {
            "{}-{}-{}".format(*key): key for _seat, cells in _matrix(edition, rows, categories) for key, *_ in cells
        }
        wanted = {keys[key] for key in request.POST.getlist("scores") if key in keys}
        changes = verbs.set_scorers(edition, wanted, by=request.user)
        done = ngettext("Daftar penilai tersimpan: %s perubahan.", "Daftar penilai tersimpan: %s perubahan.", changes)
        messages.success(request, done % changes)
        return redirect("scorers", edition.province.slug, edition.slug)
    context = {
        "matrix": _matrix(edition, rows, categories),
        "columns": [(category, round) for category in categories for round in _rounds(category)],
        "breadcrumbs": [(_("Panitia"), _home(edition)), (_("Penilai"), None)],
    }
    return render(request, "committees/scorers.html", context)


def _rounds(category: Category) -> list[Round]:
    return [round for round in Round if not (round == Round.INTERVIEW and Stage.INTERVIEWS in category.skips)]


def _matrix(edition: Edition, seats: Any, categories: Any) -> list[tuple[Seat, list[tuple[Any, ...]]]]:
    """Per seat its cells: key, label, whether it scores there, whether that may still change."""
    chosen = {
        (score.seat_id, score.category_id, score.round)
        for scores in queries.scores_by_seat(edition).values()
        for score in scores
    }
    return [
        (seat, [
            ((seat.pk, category.pk, round.value), f"{category.name}, {round.label}",
             (seat.pk, category.pk, round.value) in chosen, not category.is_at_least(Stage.DELIBERATION))
            for category in categories for round in _rounds(category)
        ])
        for seat in seats
    ]  # fmt: skip


def _home(edition: Edition) -> str:
    return f"{edition.get_absolute_url()}panitia/"


def _context(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    visible = Seat.objects.visible_to(request.user, "seats.view")
    here = queries.manageable(queries.not_ended(queries.of_edition(visible, edition))).order_by("order", "pk")
    rows = list(queries.took_over(here))
    committee = [seat for seat in rows if seat.role in COMMITTEE]
    scores = queries.scores_by_seat(edition)
    groups = [
        (_("Sekretariat"), "", [seat for seat in rows if seat.role == Role.SECRETARIAT]),
        (_("Pengawas"), "pengawas", [seat for seat in rows if seat.role == Role.OBSERVER]),
        (_("Kantor cabang BPJS Ketenagakerjaan"), "cabang", [seat for seat in rows if seat.role in BRANCH]),
        (_("Wakil kandidat"), "wakil", [seat for seat in rows if seat.role in CANDIDATE]),
    ]
    return {
        "committee": [(seat, scores.get(seat.pk, [])) for seat in committee],
        "groups": groups,
        "ended": queries.manageable(queries.ended(queries.of_edition(visible, edition))).order_by("-ends_at")[:50],
        "points": _open_points(edition, committee),
        "can_manage": may(request.user, "seats.manage", edition),
        "breadcrumbs": [(_("Panitia"), None)],
    }


def _open_points(edition: Edition, committee: list[Seat]) -> list[str]:
    """What is still missing in the committee; nothing of it stops the work."""
    points = []
    if not edition.decree_number:
        points.append(_("Nomor keputusan panitia menyusul."))
    if not edition.decree_date:
        points.append(_("Tanggal keputusan panitia menyusul."))
    for seat in committee:
        if seat.person_id is None:
            words = {"seat": seat, "awaiting": seat.awaiting}
            points.append(
                _("%(seat)s: menunggu penunjukan dari %(awaiting)s.") % words
                if seat.awaiting
                else _("%(seat)s: belum terisi.") % words
            )
        elif seat.took_over and not seat.letter:  # type: ignore[attr-defined]
            points.append(_("%s: keputusan perubahan panitia atau surat penunjukan menyusul.") % seat)
    if not queries.has_second_officer(edition):
        points.append(
            _("Belum ada petugas kedua: tindakan yang memerlukan dua orang belum dapat disahkan. "
              "Tambahkan satu orang lagi pada sekretariat, ketua, atau pengawas.")
        )  # fmt: skip
    return points
