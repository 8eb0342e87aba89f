"""What an offer to make a paper is, and why it cannot be made yet. The list of them is `reports.offers.OFFERS`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.models import Closing, Session, Slot
from nominations.models import Nomination
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition, Seat
from paritrana.committees.queries import committee
from reports.forms.offers import OfferForm
from reports.models import Batch, Document, Signer
from scoring.models import Decision, DecisionChange, Objection, RankingRun
from scoring.models.sheets import scoring_closed

Kind = Document.Kind
Target = Edition | Category | Session


class Group(models.TextChoices):
    """The stages of the year."""

    PREPARATION = "preparation", gettext_lazy("Persiapan")
    SELECTION = "selection", gettext_lazy("Seleksi")
    INTERVIEWS = "interviews", gettext_lazy("Wawancara")
    PLENARY = "plenary", gettext_lazy("Pleno")
    CEREMONY = "ceremony", gettext_lazy("Penyerahan")
    NATIONAL = "national", gettext_lazy("Tingkat nasional")


class Facts:
    """What the reasons are read from, each asked once for a whole page."""

    def __init__(self, edition: Edition, user: User) -> None:
        self.edition, self.user = edition, user

    @cached_property
    def categories(self) -> list[Category]:
        found = list(Category.objects.visible_to(self.user, "documents.make").filter(edition=self.edition))
        for category in found:
            category.edition = self.edition
        return found

    @cached_property
    def sessions(self) -> list[Session]:
        rows = Session.objects.visible_to(self.user, "interviews.plan").filter(edition=self.edition)
        return list(rows.exclude(status=Session.Status.CANCELLED).select_related("category"))

    @cached_property
    def turns_wait(self) -> bool:
        return Slot.objects.filter(session__in=self.sessions, status=Slot.Status.PLANNED).exists()

    @cached_property
    def closed(self) -> set[int]:
        """Sessions that were closed."""
        return set(Closing.objects.filter(session__edition=self.edition).values_list("session", flat=True))

    @cached_property
    def reached(self) -> dict[str, set[int]]:
        """Which categories have come to what, in one query."""
        finished = Document.objects.filter(status=Document.Status.READY, superseded_at=None)
        asked: dict[str, Any] = {
            "selected": Nomination.objects.filter(status__in=[Status.SHORTLISTED, Status.NOT_SHORTLISTED]),
            "ranked": RankingRun.objects.all(),
            # A plenary has met, also where its decision was revoked.
            "met": Decision.objects.all(),
            "decided": Decision.objects.filter(revoked_at=None),
            "changed": DecisionChange.objects.filter(result__isnull=False, discarded_at=None),
            "objected": Objection.objects.all(),
            "dossier": finished.filter(kind=Kind.DOSSIER),
        }
        of_edition = models.Q(category__edition=self.edition)
        parts = [
            rows.filter(of_edition).order_by().annotate(what=models.Value(what)).values_list("what", "category")
            for what, rows in asked.items()
        ]
        scored = Category.objects.filter(scoring_closed("pk"), edition=self.edition).order_by()
        parts.append(scored.annotate(what=models.Value("scored")).values_list("what", "pk"))
        found: dict[str, set[int]] = {what: set() for what in (*asked, "scored")}
        for what, category in parts[0].union(*parts[1:]):
            found[what].add(category)
        return found

    @cached_property
    def committee(self) -> list[Seat]:
        return list(committee(self.edition))

    @cached_property
    def signer(self) -> Signer | None:
        return Signer.objects.visible_to(self.user, "documents.make").filter(edition=self.edition).first()

    def of(self, per: str) -> list[Any]:
        """What an offer is made for."""
        return {"edition": [self.edition], "category": self.categories, "session": self.sessions}[per]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One kind of paper. `verb(target, by=..., **form.facts())` answers with the document or the batch."""

    kind: str
    slug: str
    group: Group
    about: Any
    per: str = "edition"
    form: type[OfferForm] = OfferForm
    verb: Callable[..., Document | Batch] | None = None
    page: str = ""
    # Printed with the person who signs papers of its kind.
    signed: bool = False
    # Several papers of one target stand side by side: then the newest says little and their number is shown.
    many: bool = False
    why_not: Callable[[Facts, Any], str] = lambda facts, target: ""

    @property
    def name(self) -> str:
        return str(Kind(self.kind).label)

    def reason(self, facts: Facts, target: Target) -> str:
        """Why it cannot be made for a target; "" when it can."""
        return self.why_not(facts, target) or (signer_first(facts, target) if self.signed else "")

    def url(self, edition: Edition, target: Target) -> str:
        return self.address(edition, "" if target == edition else getattr(target, "slug", "") or str(target.pk))

    def address(self, edition: Edition, key: str) -> str:
        """The same from the last part of the address; an edition needs none."""
        place = [edition.province.slug, edition.slug]
        if self.page:
            return reverse(self.page, args=[*place, key] if key else place)
        return reverse("offer_of", args=[*place, self.slug, key]) if key else reverse("offer", args=[*place, self.slug])


# --- reasons --------------------------------------------------------------------------------------------


def signer_first(facts: Facts, target: Target) -> str:
    return "" if facts.signer else _("Isi penanda tangan dahulu.")


def after_selection(facts: Facts, category: Category) -> str:
    return "" if category.pk in facts.reached["selected"] else _("Setelah seleksi administrasi diputuskan.")


def after_closing(facts: Facts, session: Session) -> str:
    return "" if session.pk in facts.closed else _("Setelah sesi ditutup.")


def after_ranking(facts: Facts, category: Category) -> str:
    return "" if category.pk in facts.reached["ranked"] else _("Setelah peringkat dihitung.")


def after_scoring(facts: Facts, category: Category) -> str:
    return "" if category.pk in facts.reached["scored"] else _("Setelah seluruh penilaian kategori ditutup.")


def after_decision(facts: Facts, category: Category) -> str:
    return "" if category.pk in facts.reached["decided"] else _("Setelah rapat pleno menetapkan.")


def after_release(facts: Facts, category: Category) -> str:
    return "" if category.released_at else _("Setelah diumumkan.")


def needs_sessions(facts: Facts, edition: Edition) -> str:
    return "" if facts.sessions else _("Setelah sesi wawancara direncanakan.")


def needs_turns(facts: Facts, edition: Edition) -> str:
    return needs_sessions(facts, edition) or (
        "" if facts.turns_wait else _("Tidak ada giliran yang menunggu wawancara.")
    )


def after_change(facts: Facts, category: Category) -> str:
    return "" if category.pk in facts.reached["changed"] else _("Setelah rapat pleno menetapkan perubahan.")


def after_objection(facts: Facts, category: Category) -> str:
    return "" if category.pk in facts.reached["objected"] else _("Belum ada sanggahan.")


def after_meeting(facts: Facts, category: Category) -> str:
    return "" if category.pk in facts.reached["met"] else _("Setelah rapat pleno menetapkan.")


def after_dossier(facts: Facts, category: Category) -> str:
    return after_release(facts, category) or (
        "" if category.pk in facts.reached["dossier"] else _("Setelah berkas penerusan siap.")
    )


def after_any_decision(facts: Facts, edition: Edition) -> str:
    return "" if facts.reached["decided"] else _("Setelah rapat pleno menetapkan.")


def needs_committee(facts: Facts, edition: Edition) -> str:
    return "" if facts.committee else _("Susun panitia dahulu.")


def needs_people(facts: Facts, edition: Edition) -> str:
    return "" if any(seat.person_id for seat in facts.committee) else _("Isi peran panitia dahulu.")
