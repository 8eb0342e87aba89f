"""What was unusual in an edition, read from the trail: which acts are exceptions, and where each one leads."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Case, CharField, F, Model, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nominations.models import Answer, CoverageCorrection, Evidence, Nomination, OnBehalf, Replacement
from paritrana.audit.models import Entry
from paritrana.committees.models import Edition
from scoring.models import (
    Decision,
    DecisionChange,
    MarkCorrection,
    NoConflict,
    Objection,
    PaperAct,
    Recusal,
    RecusalLift,
    RuleBook,
    ScoreSheet,
)  # fmt: skip

# Kind -> its words and its acts. An act that also happens in the ordinary way counts with what makes it unusual.
KINDS: dict[str, tuple[Any, Q]] = {
    "extensions": (_("Perpanjangan batas waktu"), Q(verb="nominations.extend")),
    "late": (
        _("Usulan susulan"),
        Q(verb__in=["nominations.confirm_late", "nominations.cancel_late"])
        | Q(verb="nominations.propose") & ~Q(reason=""),
    ),
    "replaced": (_("Penggantian berkas"), Q(verb__startswith="replacements.")),
    "on_behalf": (_("Isian atas nama kandidat"), Q(verb__in=["answers.on_behalf", "answers.object"])),
    "moved": (
        _("Pindah kategori dan penggabungan"),
        Q(verb__in=["nominations.move", "nominations.merge", "nominees.merge"]),
    ),
    "ended": (
        _("Usulan yang berakhir"),
        Q(verb__in=["nominations.refuse", "nominations.withdraw", "nominations.disqualify"]),
    ),
    "personal": (_("Berkas data pribadi dibuka"), Q(verb="files.open")),
    "rules": (
        _("Pertanyaan atau kriteria diubah"),
        Q(verb="instruments.change") | Q(verb__startswith="amendments."),
    ),
    "coverage": (
        _("Koreksi cakupan"),
        Q(verb__in=["coverage.propose", "coverage.sign", "coverage.discard"]),
    ),
    "conflicts": (_("Konflik kepentingan"), Q(verb__startswith="recusals.")),
    "sheets": (
        _("Lembar penilaian berubah atau ditarik"),
        Q(verb__in=["sheets.change", "sheets.withdrawn", "sheets.absent"]),
    ),
    "by_hand": (
        _("Nilai dari kertas atau salinan ponsel"),
        Q(verb__in=["sheets.from_paper", "paper_sheets.pick", "interviews.hand_in_copy", "interviews.decide_copy"]),
    ),
    "devices": (_("Perangkat cadangan dibuka"), Q(verb="interviews.open_device")),
    "panel": (_("Panelis tidak ikut sesi"), Q(verb="interviews.excuse_panelist")),
    "marks": (_("Koreksi nilai"), Q(verb__startswith="marks.") | Q(verb="sheets.amend")),
    "objections": (_("Sanggahan"), Q(verb__in=["objections.file", "objections.answer"])),
    "conditions": (
        _("Syarat dikesampingkan, tahap dikembalikan"),
        Q(verb__startswith="stages.", after__has_key="set_aside") | Q(verb="stages.back"),
    ),
    "deviations": (
        _("Penetapan berbeda, dicabut, atau diubah"),
        Q(verb="decision.close") & ~Q(reason="") | Q(verb="decision.revoke") | Q(verb__startswith="changes."),
    ),
    "quorum": (_("Kuorum tidak tercapai"), Q(verb="quorum.choose")),
    "paper": (_("Dicatat dari surat bertanda tangan"), Q(verb__startswith="paper.")),
}
# What is said about sheets may tell a mark: whoever still scores reads the reason afterwards.
ABOUT_MARKS = {"sheets", "by_hand", "marks"}


def exceptions(entries: QuerySet[Entry], edition: Edition) -> QuerySet[Entry]:
    """The exceptions of an edition among `entries`, each with its `kind`, the newest first."""
    whens = [When(acts, then=Value(kind)) for kind, (_label, acts) in KINDS.items()]
    found = entries.filter(Q(edition_id=edition.pk) | _elsewhere(edition))
    return found.annotate(kind=Case(*whens, output_field=CharField())).filter(kind__isnull=False)


def without_conflicts(entries: QuerySet[Entry], reader: Any) -> QuerySet[Entry]:
    """Leave out what happened to sheets that the reader does not follow: of nominees the reader must not score."""
    conflicts = Recusal.objects.filter(person=reader.pk, lifted_at=None)
    sheets = ScoreSheet.objects.filter(nomination__in=conflicts.values("nomination"))
    hidden = sheets.exclude(pk__in=ScoreSheet.objects.visible_to(reader, "sheets.follow").values("pk"))
    return entries.exclude(table=ScoreSheet._meta.label, row_id__in=hidden.values_list(Cast("pk", CharField())))


def _elsewhere(edition: Edition) -> Q:
    """Acts on rows that belong to no edition themselves: files of this edition's evidence, its candidates."""
    evidence = Evidence.objects.filter(answer__nomination__edition=edition)
    nominees = Nomination.objects.filter(edition=edition)
    none = Q(edition_id=None, province=edition.province_id)
    return none & (
        Q(verb="files.open", row_id__in=evidence.values_list(Cast("file", CharField())))
        | Q(verb="nominees.merge", row_id__in=nominees.values_list(Cast("nominee", CharField())))
    )


# Model -> the page an entry on its rows leads to, and the path to what the address of that page needs.
PAGES: list[tuple[type[Model], str, str]] = [
    (Nomination, "nomination", "number"),
    (Answer, "nomination", "nomination__number"),
    (OnBehalf, "nomination", "nomination__number"),
    (Replacement, "nomination", "nomination__number"),
    (Decision, "plenary", "category__slug"),
    (DecisionChange, "changes", "category__slug"),
    (Objection, "objections_of", "category__slug"),
    (MarkCorrection, "ranking", "nomination__category__slug"),
    (ScoreSheet, "progress", "nomination__category__slug"),
    (RuleBook, "rule_book", "category__slug"),
    (PaperAct, "papers", "category__slug"),
]
KNOWN = {model._meta.label for model, _name, _path in PAGES}


def addresses(entries: Iterable[Entry], edition: Edition) -> dict[int, str]:
    """Key of an entry -> the page it is about, as far as that row still stands. One query."""
    place = [edition.province.slug, edition.slug]
    wanted: dict[str, list[str]] = {}
    found = {}
    for entry in entries:
        if entry.table in (Recusal._meta.label, RecusalLift._meta.label, NoConflict._meta.label):
            found[entry.pk] = reverse("conflicts", args=place)
        elif entry.table == CoverageCorrection._meta.label:
            found[entry.pk] = reverse("coverage_correction", args=[*place, entry.row_id])
        else:
            wanted.setdefault(entry.table, []).append(entry.row_id)
    pages = [row for row in PAGES if row[0]._meta.label in wanted]
    pages += [(apps.get_model(label), "stage", path) for label in wanted if (path := _category_path(label))]
    parts = [
        model._default_manager.filter(pk__in=wanted[model._meta.label]).order_by().values_list(
            Value(model._meta.label), Cast("pk", CharField()), Cast(F(path), CharField())
        )
        for model, _name, path in pages
    ]  # fmt: skip
    if files := wanted.get("files.File"):
        evidence = Evidence.objects.filter(file__in=files).order_by()
        parts.append(
            evidence.values_list(
                Value("files.File"), Cast("file", CharField()), Cast(F("answer__nomination__number"), CharField())
            )
        )
    if parts:
        page_of = {model._meta.label: name for model, name, _path in pages}
        known = {(table, key): value for table, key, value in parts[0].union(*parts[1:], all=True)}
        for entry in entries:
            if (entry.table, entry.row_id) in known:
                name = page_of.get(entry.table, "nomination")
                found[entry.pk] = reverse(name, args=[*place, known[entry.table, entry.row_id]])
    return found


def _category_path(label: str) -> str:
    """The path to the category's address from rows without a page of their own here; empty where there is none."""
    places: dict[str, str] = getattr(apps.get_model(label), "PLACES", {})
    if label in KNOWN or "category" not in places:
        return ""
    return "slug" if places["category"] == "pk" else f"{places['category']}__slug"
