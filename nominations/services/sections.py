"""Sections in other hands: a colleague of another office fills in what was handed over, until it is taken back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import HandedSection, Indicator, Nomination
from nominations.queries import asked_of, instrument_of
from nominations.services.nominations import locked
from nominations.workflow import ENDED, FILLING
from paritrana.access import require
from paritrana.accounts.models import Slip, User
from paritrana.audit.services import record
from paritrana.committees.models import Seat
from paritrana.committees.queries import helpers
from paritrana.committees.services import people
from paritrana.files import upload_services as uploads
from paritrana.files.models import Upload
from paritrana.notices.services import notify
from paritrana.roles import Role

Handed = tuple[HandedSection, Slip | None, str]


@transaction.atomic
def hand(
    nomination: Nomination,
    section: str,
    *,
    seat: Seat | None = None,
    name: str = "",
    office: str = "",
    phone: str = "",
    email: str = "",
    by: User,
) -> Handed:
    """Hand a section to a colleague who helps already (`seat`), or to somebody new, who gets an account and a slip."""
    row = locked(nomination)
    require(by, "nominations.fill", row)
    if row.status not in FILLING:
        raise ValidationError(_("Bagian diserahkan selama penilaian mandiri masih diisi."))
    titles = dict(asked_of(row.nominee, instrument_of(row.category)).values_list("section_slug", "section"))
    if section not in titles:
        raise ValidationError({"section": _("Pilih bagian yang ada.")})
    held = HandedSection.objects.filter(nomination=row, section_slug=section, ended_at=None).select_related("seat")
    if former := held.first():
        words = _("Bagian ini sudah diisi %s. Tarik kembali dulu untuk menyerahkannya kepada orang lain.")
        raise ValidationError({"section": words % former.seat.person})
    slip, code = None, ""
    if seat is None:
        if not name.strip() or not office.strip():
            raise ValidationError({"name": _("Pilih rekan yang sudah ada, atau isi nama dan kantor rekan baru.")})
        seat, slip, code = people.add_colleague(
            row.nominee, edition=row.edition, by=by, name=name, phone=phone, email=email, office=office.strip(),
            role=Role.SECTION,
        )  # fmt: skip
    elif not helpers(row.nominee, row.edition).filter(pk=seat.pk).exists():
        raise ValidationError({"seat": _("Pilih rekan dari daftar.")})
    made = HandedSection.objects.create(
        province=row.province, nomination=row, section_slug=section, section=titles[section], seat=seat, given_by=by
    )
    record(by, "sections.hand", made, after={"section": made.section, "person": str(seat.person)})
    if slip is None:
        _tell(made, _("Anda diminta mengisi bagian %s"), _("Bagian “%(section)s” usulan %(nominee)s kini Anda isi."))
    return made, slip, code


@transaction.atomic
def take_back(handed: HandedSection, *, by: User) -> HandedSection:
    """From now on the colleague neither sees nor fills the section; files that are still on their way are dropped."""
    nomination = locked(handed.nomination)
    require(by, "nominations.fill", nomination)
    row = HandedSection.objects.select_for_update(of=("self",)).select_related("seat__person").get(pk=handed.pk)
    if row.ended_at:
        raise ValidationError(_("Bagian ini sudah ditarik kembali."), code="moved_on")
    _end(row, by)
    words = _("Bagian “%(section)s” usulan %(nominee)s kini diisi kembali oleh penanggung jawabnya. Terima kasih.")
    _tell(row, _("Bagian %s ditarik kembali"), words)
    return row


def end_unasked(nomination: Nomination, *, reason: str, by: Any) -> None:
    """After a move or a merge: sections that are no longer asked here leave the hands of their holders."""
    asked = asked_of(nomination.nominee, instrument_of(nomination.category)).values_list("section_slug", flat=True)
    rows = HandedSection.objects.select_for_update(of=("self",)).filter(nomination=nomination, ended_at=None)
    for row in rows.select_related("seat__person").order_by("pk"):
        if nomination.status in ENDED or row.section_slug not in asked:
            row.nomination = nomination
            _end(row, by, reason)
            words = _(
                "Bagian “%(section)s” usulan %(nominee)s tidak perlu diisi lagi: usulan dipindahkan atau digabung."
            )
            _tell(row, _("Bagian %s selesai"), words)


def _end(row: HandedSection, by: Any, reason: str = "") -> None:
    """Files of the holder that are still on their way to the section are dropped."""
    row.ended_at, row.ended_by = timezone.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    before = {"section": row.section, "person": str(row.seat.person)}
    record(by, "sections.take_back", row, before=before, reason=reason)
    own = Upload.objects.filter(owner=row.seat.person, subject__startswith=f"{row.nomination_id}/", finished_at=None)
    theirs = {upload: int(upload.subject.partition("/")[2]) for upload in own}
    of_section = Indicator.objects.filter(pk__in=theirs.values(), section_slug=row.section_slug)
    pks = set(of_section.values_list("pk", flat=True))
    for upload, indicator in theirs.items():
        if indicator in pks:
            uploads.end(upload)


def _tell(row: HandedSection, title: str, text: str) -> None:
    nomination: Any = row.nomination
    notify(
        [person for person in (row.seat.person,) if person],
        title=title % row.section,
        text=text % {"section": row.section, "nominee": nomination.nominee.name},
        url=f"{nomination.get_absolute_url()}bagian-saya/",
        edition=nomination.edition,
        province=nomination.edition.province,
    )
