from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations import coverage_agenda
from nominations.models import (
    Evidence,
    HandedSection,
    Indicator,
    Instrument,
    Nomination,
    OnBehalf,
    RegisteredFile,
    Replacement,
)
from nominations.queries import open_changes
from nominations.services.selection import why_split
from nominations.workflow import FILLING, OPEN, Status
from paritrana.access import GRANTS, holds, seats_of
from paritrana.committees.agenda import Blocker, Item
from paritrana.committees.models import Category, Stage
from paritrana.files.models import File
from paritrana.roles import Role

WRITING = (Stage.NOMINATION, Stage.SELECTION)


def agenda(user: Any) -> list[Item]:
    """What waits in nominations for this person."""
    items: list[Item] = []
    if holds(user, "nominations.fill"):
        items += [*_to_fill(user), *_to_replace(user), *_to_bring(user), *_to_answer_again(user), *_granted(user)]
    if any(seat.role == Role.SECTION for seat in seats_of(user)):
        items += _in_hand(user)
    if holds(user, "nominations.second"):
        items += _to_check(user)
    if holds(user, "nominations.propose") and not holds(user, "nominations.manage"):
        items += _to_propose(user)
    return items + coverage_agenda.agenda(user)


def _to_fill(user: Any) -> Iterable[Item]:
    rows = Nomination.objects.visible_to(user, "nominations.fill").filter(
        status__in=FILLING,
        category__stage__in=WRITING,
        category__instruments__frozen_at__isnull=False,
    )
    for row in rows.select_related("nominee", "category", "edition__province").distinct():
        closes = row.closes_at
        if closes and closes < timezone.now():
            continue
        title = _("Lengkapi penilaian mandiri %s") if row.status == Status.RETURNED else _("Isi penilaian mandiri %s")
        yield Item(title % row.nominee.name, row.get_absolute_url(), 0, closes, row.category.name)


def _in_hand(user: Any) -> Iterable[Item]:
    """Sections that a colleague was handed, while they may be filled in."""
    rows = HandedSection.objects.visible_to(user, "nominations.section").filter(
        seat__person=user, ended_at=None, nomination__status__in=FILLING, nomination__category__stage__in=WRITING
    )
    for row in rows.select_related("nomination__nominee", "nomination__category", "nomination__edition__province"):
        nomination = row.nomination
        closes = nomination.closes_at
        if closes and closes < timezone.now():
            continue
        title = _("Isi bagian %(section)s: %(nominee)s") % {"section": row.section, "nominee": nomination.nominee.name}
        url = f"{nomination.get_absolute_url()}{row.section_slug}/"
        yield Item(title, url, 0, closes, nomination.category.name)


def _to_replace(user: Any) -> Iterable[Item]:
    """Files that were refused after their page was left, perhaps after sending."""
    rows = (
        Evidence.objects.visible_to(user, "nominations.fill")
        .filter(removed_at=None, file__state=File.State.REJECTED)
        .filter(answer__nomination__status__in=(*FILLING, Status.SENT))
        .order_by()
        .values("answer__nomination")
        .annotate(count=Count("pk"))
    )
    refused = {row["answer__nomination"]: row["count"] for row in rows}
    if not refused:
        return
    nominations = Nomination.objects.visible_to(user, "nominations.fill").filter(pk__in=refused)
    for row in nominations.select_related("nominee", "category", "edition__province"):
        title = _("Ganti data dukung yang ditolak: %s") % row.nominee.name
        yield Item(title, row.get_absolute_url(), refused[row.pk], row.closes_at, row.category.name)


def _granted(user: Any) -> Iterable[Item]:
    """Files of one item that may be added or replaced until a deadline of their own."""
    rows = Replacement.objects.visible_to(user, "nominations.fill").filter(
        state=Replacement.State.GRANTED, until__gte=timezone.now(), nomination__category__stage__in=WRITING
    )
    related = ("nomination__nominee", "nomination__category", "nomination__edition__province", "answer__indicator")
    for row in rows.select_related(*related).order_by("until"):
        words = {"code": row.answer.indicator.code, "nominee": row.nomination.nominee.name}
        url = f"{row.nomination.get_absolute_url()}penggantian-berkas/{row.pk}/"
        yield Item(
            _("Ganti berkas butir %(code)s: %(nominee)s") % words, url, 0, row.until, row.nomination.category.name
        )


def _to_bring(user: Any) -> Iterable[Item]:
    """Registered files whose bytes may still follow, once they are all that may."""
    rows = (
        RegisteredFile.objects.visible_to(user, "nominations.fill")
        .filter(state=RegisteredFile.State.AWAITED)
        .select_related("nomination__nominee", "nomination__category", "nomination__edition__province")
        .order_by("nomination", "pk")
    )
    for nomination, group in groupby(rows, lambda row: row.nomination):
        moments = [until for row in group if (until := row.until) and until >= timezone.now()]
        closed = nomination.closes_at and nomination.closes_at < timezone.now()
        if moments and (closed or nomination.status not in FILLING):
            title = _("Tuntaskan unggahan berkas terdaftar: %s") % nomination.nominee.name
            yield Item(title, nomination.get_absolute_url(), len(moments), max(moments), nomination.category.name)


def _to_answer_again(user: Any) -> Iterable[Item]:
    """What a letter has changed, for those who have sent; done once the answers to it are sent."""
    rows = Nomination.objects.visible_to(user, "nominations.fill").filter(
        status__in=[Status.SENT, Status.VERIFIED],
        category__stage__in=WRITING,
        category__instruments__frozen_at__isnull=False,
        category__instruments__change_until__gt=timezone.now(),
    )
    for row in rows.select_related("nominee__regency", "nominee__village", "category", "edition__province").distinct():
        changes = open_changes(row)
        if changes and not row.submissions.filter(content__instrument=changes.pk).exists():
            title = _("Jawab butir yang berubah: %s") % row.nominee.name
            yield Item(title, row.get_absolute_url(), 0, changes.change_until, row.category.name)


def _to_check(user: Any) -> Iterable[Item]:
    """What was sent, what lapsed, requests to replace files, objections to entries on behalf, and late nominations
    that another officer has entered: one query for all five."""
    verifies = holds(user, "nominations.verify")
    seconds = [seat.role for seat in seats_of(user) if seat.role in GRANTS["nominations.second"]]
    sent = Q(status=Status.SENT)
    lapsed = Q(status=Status.RETURNED, deadline__lt=timezone.now())
    late = Q(status=Status.LATE, edition__second_officers__overlap=seconds) & ~Q(proposed_by=user)
    requests = Replacement.objects.filter(nomination=OuterRef("pk"), state=Replacement.State.ASKED)
    asked = Q(Exists(requests))
    unanswered = OnBehalf.objects.filter(nomination=OuterRef("pk"), objected_at__isnull=False, replied_at=None)
    objected = Q(Exists(unanswered))
    rows = (
        Nomination.objects.visible_to(user, "nominations.verify" if verifies else "nominations.second")
        .filter(sent | lapsed | late | asked | objected if verifies else late)
        .order_by()
        .values("edition__province__slug", "edition__slug", "edition__title")
        .annotate(sent=Count("pk", filter=sent), lapsed=Count("pk", filter=lapsed), late=Count("pk", filter=late))
        .annotate(asked=Count("pk", filter=asked), first_asked=Min("number", filter=asked))
        .annotate(objected=Count("pk", filter=objected), first_objected=Min("number", filter=objected))
    )
    for row in rows:
        edition, hint = [row["edition__province__slug"], row["edition__slug"]], row["edition__title"]
        url = reverse("verification", args=edition)
        if verifies and row["sent"]:
            yield Item(_("Verifikasi usulan yang sudah dikirim"), url, row["sent"], None, hint)
        if verifies and row["lapsed"]:
            title = _("Tutup pengembalian yang lewat batas")
            yield Item(title, f"{url}?status={Status.RETURNED}", row["lapsed"], None, hint)
        if verifies and row["asked"]:
            first = reverse("nomination", args=[*edition, row["first_asked"]])
            yield Item(_("Putuskan penggantian berkas"), first, row["asked"], None, hint)
        if verifies and row["objected"]:
            first = reverse("nomination", args=[*edition, row["first_objected"]])
            yield Item(_("Jawab bantahan atas isian atas nama kandidat"), first, row["objected"], None, hint)
        if row["late"]:
            late_ones = f"{reverse('nominations', args=edition)}?state={Status.LATE}"
            yield Item(_("Periksa usulan susulan sebagai petugas kedua"), late_ones, row["late"], None, hint)


def _to_propose(user: Any) -> Iterable[Item]:
    """One item for each edition in which the branch may propose."""
    now = timezone.now()
    rows = (
        Category.objects.visible_to(user, "nominations.propose")
        .filter(stage=Stage.NOMINATION)
        .filter(Q(nomination_opens=None) | Q(nomination_opens__lte=now))
        .filter(Q(nomination_closes=None) | Q(nomination_closes__gte=now))
        .order_by()
        .values("edition__province__slug", "edition__slug", "edition__title")
        .annotate(closes=Min("nomination_closes"))
    )
    for row in rows:
        url = reverse("nomination_new", args=[row["edition__province__slug"], row["edition__slug"]])
        yield Item(_("Usulkan kandidat dari wilayah Anda"), url, 0, row["closes"], row["edition__title"])


def blockers(category: Category, target: Stage) -> list[Blocker]:
    """What nominations hold against entering `target`."""
    if target == Stage.NOMINATION:
        return _before_nomination(category)
    if target == Stage.SELECTION:
        return _before_selection(category)
    if target == Stage.INTERVIEWS:
        return _before_interviews(category)
    return []


def _before_nomination(category: Category) -> list[Blocker]:
    url = reverse("instrument", args=[category.edition.province.slug, category.edition.slug, category.slug])
    if Instrument.objects.filter(category=category, frozen_at__isnull=False).exists():
        return []
    if Indicator.objects.filter(instrument__category=category).exists():
        return [Blocker(_("Instrumen penilaian mandiri belum ditetapkan."), url=url)]
    return [Blocker(_("Instrumen penilaian mandiri belum berisi butir."), url=url)]


def _page(category: Category, name: str, query: str) -> str:
    return f"{reverse(name, args=[category.edition.province.slug, category.edition.slug])}?{query}"


def _before_selection(category: Category) -> list[Blocker]:
    count = Nomination.objects.filter(category=category, status=Status.PROPOSED).count()
    if not count:
        return []
    text = ngettext("%s usulan belum dikirim.", "%s usulan belum dikirim.", count) % count
    return [Blocker(text, hard=False, url=_page(category, "nominations", f"state=proposed&category={category.slug}"))]


def _before_interviews(category: Category) -> list[Blocker]:
    """A return that lapsed unanswered blocks nothing; one that still runs does."""
    closes = Coalesce("deadline", "category__nomination_closes")
    rows = Nomination.objects.filter(category=category, status__in=OPEN).annotate(closes=closes)
    running = Q(status=Status.RETURNED) & (Q(closes=None) | Q(closes__gte=timezone.now()))
    unverified = rows.filter(Q(status=Status.SENT) | running).count()
    found = []
    if late := rows.filter(status=Status.LATE).count():
        text = ngettext("%s usulan susulan menunggu petugas kedua.", "%s usulan susulan menunggu petugas kedua.", late)
        query = f"state={Status.LATE}&category={category.slug}"
        found.append(Blocker(text % late, url=_page(category, "nominations", query)))
    if unverified:
        text = ngettext("%s berkas belum diverifikasi.", "%s berkas belum diverifikasi.", unverified) % unverified
        found.append(Blocker(text, url=_page(category, "verification", f"status={Status.SENT}")))
    if Stage.SELECTION in category.skips:
        return found
    url = _page(category, "selection", f"kategori={category.slug}")
    if category.stage == Stage.SELECTION and (words := why_split(category)):
        found.append(Blocker(words, url=url))
    if not rows.filter(status=Status.SHORTLISTED).exists():
        found.append(Blocker(_("Belum ada nomine hasil seleksi administrasi."), url=url))
    elif undecided := rows.filter(status=Status.VERIFIED).count():
        text = ngettext(
            "%s usulan belum diputuskan lolos atau tidak.", "%s usulan belum diputuskan lolos atau tidak.", undecided
        )
        found.append(Blocker(text % undecided, url=url))
    return found
