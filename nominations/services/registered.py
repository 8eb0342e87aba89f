"""Berkas terdaftar: a file announced in time by name, size and SHA-256, whose bytes may follow for some hours."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.models import Answer, Evidence, Indicator, Nomination, RegisteredFile, Replacement
from nominations.services.answers import room_for, within_quota, writable
from nominations.services.nominations import locked, only_changes, tell, why_closed
from nominations.workflow import FILLING, Status
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Stage
from paritrana.committees.queries import secretariat
from paritrana.files import services as files
from paritrana.files import upload_services as uploads
from paritrana.files.models import Upload
from paritrana.notices.services import notify

State = RegisteredFile.State
# The task that takes an upload of evidence.
TAKE = "nominations.evidence"


def subject_of(nomination: Nomination, indicator: Indicator) -> str:
    """What an upload of evidence is for, as `Upload.subject` says it."""
    return f"{nomination.pk}/{indicator.pk}"


def awaited(nomination: Nomination, indicator: Indicator, sha256: str) -> RegisteredFile | None:
    rows = RegisteredFile.objects.select_for_update(of=("self",)).filter(state=State.AWAITED)
    found = rows.filter(nomination=nomination, indicator=indicator, sha256=sha256).first()
    if found:
        found.nomination, found.indicator = nomination, indicator
    return found


@transaction.atomic
def register(
    nomination: Nomination, indicator: Indicator, *, name: str, size: int, sha256: str, by: Any
) -> tuple[RegisteredFile, Upload]:
    """Register a file, or take up again one that is registered, also after the deadline; and where its bytes go.

    Of two tabs or two people that register the same file at once, the second finds the first one's row.
    """
    row = locked(nomination)
    require(by, "nominations.fill", row)
    there = awaited(row, indicator, sha256)
    if there is None:
        there = _registered(row, indicator, name, size, sha256, by)
    elif not may_follow(there, timezone.now()):
        writable(row, by, indicator, files_of=_answer_to(row, indicator))
    if there.size != size:
        raise ValidationError(_("Pilih lagi “%s” yang asli: ukurannya berbeda dari yang didaftarkan.") % there.name)
    upload = uploads.start(
        name=there.name,
        size=size,
        then=TAKE,
        subject=subject_of(row, indicator),
        province=row.province,
        by=by,
        sha256=sha256,
    )
    return there, upload


def _registered(row: Nomination, indicator: Indicator, name: str, size: int, sha256: str, by: Any) -> RegisteredFile:
    answer = _answer_to(row, indicator)
    try:
        writable(row, by, indicator, files_of=answer)
    except ValidationError as error:
        raise _not_this_one(row, indicator, name) or error from None
    name = files.acceptable(name, size)
    if Evidence.objects.filter(answer=answer, removed_at=None, file__sha256=sha256).exists():
        raise ValidationError(_("“%s” sudah tersimpan pada butir ini.") % name, code="there")
    room_for(indicator, row, sha256)
    within_quota(row, size + uploads.under_way(f"{row.pk}/"))
    made = RegisteredFile.objects.create(
        province=row.province,
        nomination=row,
        indicator=indicator,
        name=name,
        size=size,
        sha256=sha256,
        by=by,
        closes_at=_closing(row, answer),
    )
    record(by, "evidence.register", made, after={"name": name, "size": size, "sha256": sha256})
    return made


def _answer_to(nomination: Nomination, indicator: Indicator) -> Answer | None:
    return Answer.objects.filter(nomination=nomination, indicator=indicator).first()


def _closing(nomination: Nomination, answer: Answer | None) -> datetime | None:
    """The deadline under which files of this answer are taken now."""
    grants = [one.until for one in Replacement.objects.filter(answer=answer) if answer and one.is_open and one.until]
    if grants:
        return max(grants)
    changes = only_changes(nomination)
    return changes.change_until if changes else nomination.closes_at


def _not_this_one(nomination: Nomination, indicator: Indicator, name: str) -> ValidationError | None:
    """What to say to a file that comes after the deadline beside those that are still awaited."""
    rows = RegisteredFile.objects.filter(nomination=nomination, indicator=indicator, state=State.AWAITED)
    names = ", ".join(f"“{row.name}”" for row in rows)
    if not names or not why_closed(nomination):
        return None
    return ValidationError(
        _(
            "Pilih berkas yang sama persis dengan yang terdaftar: %(names)s. Isi “%(name)s” lain, atau sudah diubah"
            " atau disimpan ulang; berkas baru tidak diterima sesudah batas waktu."
        ),
        code="closed",
        params={"names": names, "name": files.clean_name(name)},
    )


def may_follow(registered: RegisteredFile, moment: datetime) -> bool:
    """Whether bytes that came at `moment` are in time, though the self-assessment may be sent or closed."""
    nomination, until = registered.nomination, registered.until
    if nomination.status not in {*FILLING, Status.SENT} or nomination.category.is_at_least(Stage.INTERVIEWS):
        return False
    return until is None or moment <= until


@transaction.atomic
def withdraw(registered: RegisteredFile, *, by: Any) -> None:
    """The candidate changes its mind while it may still write; what has arrived of the file goes."""
    row = writable(registered.nomination, by, registered.indicator)
    found = awaited(row, registered.indicator, registered.sha256)
    if found is None:
        return
    _end(found, State.WITHDRAWN)
    record(by, "evidence.unregister", found, before={"name": found.name, "sha256": found.sha256})
    for upload in uploads.on_the_way(subject_of(row, found.indicator), found.sha256):
        uploads.end(upload)


@transaction.atomic
def carry(source: Nomination, into: Nomination, homes: dict[str, Indicator], *, by: Any) -> bool:
    """What is still on its way to `source` goes on to `into`, each file to the question of its code in `homes`.

    Refused while a registered file is awaited that has no place there. Both nominations are held by the caller.
    Answers whether a registered file came along.
    """
    rows = RegisteredFile.objects.select_for_update(of=("self",)).filter(nomination=source, state=State.AWAITED)
    awaited_ones = [(row, _home(row.indicator, homes)) for row in rows.select_related("indicator")]
    if homeless := [f"“{row.name}” ({row.indicator.code})" for row, home in awaited_ones if home is None]:
        raise ValidationError(
            _("Tunggu sampai berkas terdaftar ini lengkap, atau minta kandidat membatalkannya: %s.")
            % ", ".join(homeless)
        )
    there = set(
        RegisteredFile.objects.filter(nomination=into, state=State.AWAITED)
        .exclude(nomination=source)
        .values_list("indicator", "sha256")
    )
    for row, home in awaited_ones:
        assert home is not None
        if (home.pk, row.sha256) in there:  # the same file is awaited there already
            _end(row, State.WITHDRAWN)
            record(by, "evidence.unregister", row, before={"name": row.name, "sha256": row.sha256})
            continue
        row.nomination, row.indicator = into, home
        row.save(update_fields=["nomination", "indicator"])
    running = Upload.objects.filter(then=TAKE, subject__startswith=f"{source.pk}/", finished_at=None)
    for upload in running:
        former = Indicator.objects.filter(pk=upload.subject.partition("/")[2]).first()
        if former and (home := _home(former, homes)):
            running.filter(pk=upload.pk).update(subject=subject_of(into, home))
    return bool(awaited_ones)


def _home(former: Indicator, homes: dict[str, Indicator]) -> Indicator | None:
    now = homes.get(former.code)
    return now if now and now.needs_evidence and now.kind == former.kind else None


def _end(registered: RegisteredFile, state: State, reason: str = "") -> None:
    registered.state, registered.reason, registered.ended_at = state, reason, timezone.now()
    registered.save(update_fields=["state", "reason", "ended_at"])


# --- what does not arrive -------------------------------------------------------------------------------


def lapse() -> int:
    """Every minute: what has not arrived in its hours falls out as missing. It blocks nothing; people are told."""
    now, late = timezone.now(), []
    rows = RegisteredFile.objects.filter(state=State.AWAITED).order_by("nomination", "pk")
    for row in rows.select_related("nomination__category"):
        if (until := row.until) and until < now:
            late.append(row)
    return sum(_fall_out(nomination, list(group)) for nomination, group in groupby(late, lambda row: row.nomination))


@transaction.atomic
def _fall_out(nomination: Nomination, late: list[RegisteredFile]) -> int:
    row = locked(nomination)
    missing = []
    for one in late:
        found = awaited(row, one.indicator, one.sha256)
        if found is None or _has_arrived(found):
            continue
        if (until := found.until) and until < timezone.now():  # not extended meanwhile
            _end(found, State.MISSING)
            record(None, "evidence.lapse", found, after={"name": found.name, "sha256": found.sha256})
            missing.append(found)
    if missing:
        _tell_missing(row, missing)
    return len(missing)


def _has_arrived(registered: RegisteredFile) -> bool:
    """All its bytes are here and are being made a file; they came in time or are refused with a reason."""
    rows = uploads.on_the_way(subject_of(registered.nomination, registered.indicator), registered.sha256)
    return rows.exclude(arrived_at=None).exists()


def _tell_missing(nomination: Nomination, missing: list[RegisteredFile]) -> None:
    names = ", ".join(f"{one.name} ({one.indicator.code})" for one in missing)
    title = ngettext("%s berkas terdaftar tidak sampai", "%s berkas terdaftar tidak sampai", len(missing)) % len(
        missing
    )
    text = _("Isi berkas berikut tidak sampai dalam batas waktunya dan tidak dihitung: %(names)s. %(nominee)s.")
    tell(nomination, title, text, names=names)
    if nomination.status != Status.PROPOSED:
        notify(
            User.objects.filter(seats__in=secretariat(nomination.edition)).distinct(),
            title=title,
            text=text % {"names": names, "nominee": nomination.nominee.name},
            url=nomination.get_absolute_url(),
            edition=nomination.edition,
            province=nomination.edition.province,
        )


def refuse(upload: Upload, nomination: Nomination, indicator: Indicator) -> None:
    """Its bytes came and are no file that is taken: they never will be."""
    found = awaited(nomination, indicator, upload.sha256)
    if found is None:
        return
    _end(found, State.REFUSED, upload.reason)
    record(None, "evidence.lapse", found, after={"name": found.name}, reason=upload.reason)
    tell(nomination, _("Berkas terdaftar tidak diterima"), "%(reason)s (%(nominee)s)", reason=upload.reason)
