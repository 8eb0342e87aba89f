"""Usulan proposed, in time or late, and candidates that the portal does not know yet."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from nominations.queries import has_sheets
from nominations.services.nominations import SHEETS_OUT, tell_proposed
from nominations.workflow import OPEN, Status
from paritrana.access import may, require, seats_of
from paritrana.audit.services import record
from paritrana.committees.models import Category, Edition, Stage
from paritrana.regions.models import Branch, Nominee, Province, Regency, Village
from paritrana.regions.services import load_villages
from paritrana.roles import Role


def is_late(category: Category) -> bool:
    """Proposals now need the letter that orders them (usulan susulan)."""
    closes = category.nomination_closes
    return category.stage == Stage.SELECTION or bool(closes and timezone.now() > closes)


@transaction.atomic
def propose(
    category: Category,
    nominee: Nominee,
    *,
    by: Any,
    branch: Branch | None = None,
    late_letter: str = "",
    deadline: datetime | None = None,
) -> Nomination:
    """A new nomination with the next number of its edition; a late one waits for a second officer."""
    require(by, "nominations.propose", category)
    require(by, "nominations.propose", nominee)
    # Numbers are given one after another: whoever proposes holds the edition.
    edition = Edition.objects.select_for_update(of=("self",)).select_related("province").get(pk=category.edition_id)
    category = Category.objects.get(pk=category.pk)
    check_open(category, by, late_letter, deadline)
    _check_nominee(category, nominee)
    late = is_late(category)
    last = Nomination.objects.filter(edition=edition).aggregate(last=Max("number"))["last"] or 0
    nomination = Nomination.objects.create(
        province=edition.province,
        edition=edition,
        category=category,
        nominee=nominee,
        number=last + 1,
        status=Status.LATE if late else Status.PROPOSED,
        proposed_by=by,
        proposed_branch=branch or _branch_of(by, nominee),
        late_letter=late_letter.strip(),
        deadline=deadline,
    )
    record(
        by,
        "nominations.propose",
        nomination,
        after={"category": category.name, "nominee": nominee.name, "number": nomination.number},
        reason=nomination.late_letter,
    )
    if not late:
        tell_proposed(nomination)
    return nomination


def check_open(category: Category, by: Any, late_letter: str, deadline: datetime | None) -> None:
    """Refuse proposals before and after their time; late ones need their letter and a deadline."""
    if category.stage == Stage.PREPARATION:
        raise ValidationError(_("Pengusulan kategori ini belum dibuka."))
    if category.is_at_least(Stage.INTERVIEWS):
        raise ValidationError(_("Kategori ini sudah melewati seleksi administrasi; usulan tidak dapat ditambah."))
    opens = category.nomination_opens
    if opens and timezone.now() < opens:
        raise ValidationError(_("Pengusulan kategori ini belum dibuka."))
    if is_late(category):
        if not may(by, "nominations.manage", category):
            raise ValidationError(_("Batas pengusulan sudah lewat. Usulan susulan dicatat oleh sekretariat."))
        if has_sheets(category):
            raise ValidationError(SHEETS_OUT)
        if not late_letter.strip():
            raise ValidationError({"late_letter": _("Tulis nomor surat yang memerintahkan usulan susulan ini.")})
        if deadline is None or deadline <= timezone.now():
            raise ValidationError({"deadline": _("Tetapkan batas pengiriman sendiri yang belum lewat.")})


def _check_nominee(category: Category, nominee: Nominee) -> None:
    if nominee.merged_into:
        raise ValidationError(
            {"nominee": _("%(nominee)s sudah digabung dengan %(into)s; pilih kandidat itu.")
             % {"nominee": nominee.name, "into": nominee.merged_into.name}}
        )  # fmt: skip
    if nominee.kind != category.nominee_kind or nominee.province_id != category.province_id:
        raise ValidationError(
            {"nominee": _("Pilih kandidat dari jenis %s.") % category.get_nominee_kind_display().lower()}
        )
    there = Nomination.objects.filter(category=category, nominee=nominee, status__in=OPEN).first()
    if there:
        raise ValidationError(
            {
                "nominee": _("%(nominee)s sudah diusulkan dalam kategori ini dengan nomor %(number)s.")
                % {"nominee": nominee.name, "number": there.number}
            }
        )


def _branch_of(by: Any, nominee: Nominee) -> Branch | None:
    """The branch for which a branch head proposes: the one that serves the candidate's regency."""
    for seat in seats_of(by):
        if seat.role == Role.BRANCH_HEAD and nominee.regency_id in seat.place()[1]:
            branch: Branch = seat.branch
            return branch
    return None


@transaction.atomic
def add_nominee(
    province: Province,
    *,
    kind: str,
    regency: Regency,
    by: Any,
    name: str = "",
    village: str = "",
    npp: str = "",
    nib: str = "",
    address: str = "",
) -> Nominee:
    """A candidate that the portal does not know yet. `village` is a name or a Kemendagri code."""
    require(by, "nominations.propose", regency)
    if regency.province_id != province.pk:
        raise ValidationError({"regency": _("Pilih kabupaten/kota dari provinsi ini.")})
    place = _village(regency, village) if kind == Nominee.Kind.VILLAGE else None
    if kind == Nominee.Kind.GOVERNMENT:
        name = _("Pemerintah %s") % regency
    elif place:
        name = name.strip() or _("Desa/Kelurahan %(village)s, Kecamatan %(district)s") % {
            "village": place.name,
            "district": place.district,
        }
    name, npp, nib = " ".join(name.split()), npp.strip(), nib.strip()
    if not name:
        raise ValidationError({"name": _("Tulis nama kandidat.")})
    _refuse_double(province, kind, regency, name, place, npp, nib)
    nominee = Nominee.objects.create(
        kind=kind,
        name=name,
        province=province,
        regency=regency,
        village=place,
        npp=npp,
        nib=nib,
        address=address.strip(),
    )
    record(by, "nominees.add", nominee, after={"kind": kind, "name": name, "npp": npp, "nib": nib})
    return nominee


@transaction.atomic
def amend_nominee(nominee: Nominee, *, by: Any, **given: str) -> bool:
    """Put NPP, NIB or address of a candidate right; blank leaves as it is. Answers whether anything changed."""
    require(by, "nominations.manage", nominee)
    row = Nominee.objects.select_for_update(of=("self",)).get(pk=nominee.pk)
    new = {name: value.strip() for name, value in given.items() if value.strip()}
    changed = {name: value for name, value in new.items() if getattr(row, name) != value}
    if not changed:
        return False
    known = Nominee.objects.filter(province=row.province_id, kind=row.kind, merged_into=None).exclude(pk=row.pk)
    for name in {"npp", "nib"} & set(changed):
        if there := known.filter(**{name: changed[name]}).select_related("regency").first():
            raise ValidationError({name: _recorded(there)})
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    record(by, "nominees.edit", row, before=before, after=changed)
    return True


def _recorded(there: Nominee) -> str:
    there = there.merged_into or there
    return _("Sudah tercatat: %(nominee)s, %(regency)s. Pilih kandidat itu saat mengusulkan.") % {
        "nominee": there.name,
        "regency": there.regency,
    }


def _refuse_double(
    province: Province, kind: str, regency: Regency, name: str, village: Village | None, npp: str, nib: str
) -> None:
    known = Nominee.objects.filter(province=province, kind=kind)
    doubles: list[tuple[str, Any]] = []
    if kind == Nominee.Kind.GOVERNMENT:
        doubles.append(("regency", known.filter(regency=regency)))
    if village:
        doubles.append(("village", known.filter(village=village)))
    if npp:
        doubles.append(("npp", known.filter(npp=npp)))
    if nib:
        doubles.append(("nib", known.filter(nib=nib)))
    doubles.append(("name", known.filter(regency=regency, name__iexact=name)))
    for field, rows in doubles:
        if there := rows.select_related("regency").first():
            raise ValidationError({field: _recorded(there)})


def _village(regency: Regency, typed: str) -> Village:
    """The village that was meant; villages of a regency are loaded when first asked for."""
    typed = typed.strip()
    if not typed:
        raise ValidationError({"village": _("Tulis nama atau kode desa/kelurahan.")})
    if not Village.objects.filter(regency=regency).exists():
        load_villages(regency)
    field = "code" if typed[0].isdigit() else "name__iexact"
    found = list(Village.objects.filter(regency=regency, **{field: typed})[:5])
    if not found:
        raise ValidationError(
            {"village": _("“%(typed)s” tidak ditemukan di %(regency)s. Periksa ejaan atau tulis kodenya.")
             % {"typed": typed, "regency": regency}}
        )  # fmt: skip
    if len(found) > 1:
        codes = ", ".join(f"{row.code} (Kecamatan {row.district})" for row in found)
        raise ValidationError({"village": _("Ada beberapa dengan nama ini. Tulis kodenya: %s.") % codes})
    return found[0]
