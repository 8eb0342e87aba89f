"""Umpan balik bagi kandidat: the own marks of one candidate, what was strong and what to improve.

As on the page of the candidate: no mark of a single person, no mark or rank of anybody else.
"""

from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from nominations.models import Nomination, Verification
from paritrana.numbers import delta, num, points
from reports.documents import Data, blocks, edition_facts, sheet
from scoring import explanation
from scoring.feedback import Line
from scoring.feedback_queries import lines_of
from scoring.models import FeedbackComment, RankingRow

MOST = 5  # criteria in each of the two lists


def feedback(row: RankingRow) -> Data:
    """Of a row of the run that was decided on."""
    nomination, category = row.nomination, row.run.category
    edition = category.edition
    lines = lines_of(row)
    body = [*_marks(row, lines), *_strong_and_weak(lines), *_evidence(nomination), *_comment(nomination)]
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "heading": _("Umpan Balik bagi Kandidat"),
        "category": category.name,
        "nominee": nomination.name_on_paper,
        "decision_run": row.run.number,
        "blocks": body,
    }


def _marks(row: RankingRow, lines: list[Line]) -> list[blocks.Block]:
    if not row.ranked:
        return [
            blocks.heading(_("Hasil penilaian")),
            blocks.text(_("Tidak diperingkat: %s.") % explanation.reason(row)),
        ]
    rows = [
        [
            ", ".join(line.names),
            num(line.weight, 2),
            _("digabung") if line.is_withheld else num(line.own, 2),
            num(line.mean, 2),
            delta(line.own - line.mean) if line.own is not None and line.mean is not None else "–",
            num(line.points, 4),
        ]
        for line in lines
    ]
    head = [_("Kriteria"), _("Bobot"), _("Nilai Anda"), _("Rata-rata kategori"), _("Selisih"), _("Poin")]
    notes = [_("Poin adalah bobot dikali nilai; jumlahnya nilai akhir.")]
    if any(line.is_withheld for line in lines):
        notes.append(_("Kriteria yang dinilai kurang dari tiga orang digabung, agar nilai satu penilai tidak terbaca."))
    if any(line.mean is None and not line.is_withheld for line in lines):
        notes.append(_("Rata-rata kategori tidak dimuat bila kurang dari tiga kandidat diperingkat."))
    return [
        blocks.heading(_("Nilai per kriteria")),
        blocks.facts([(_("Nilai akhir"), points(row.units, row.decimals))]),
        blocks.table(head, rows, figures=range(1, 6)),
        blocks.text(" ".join(notes), small=True),
    ]


def _strong_and_weak(lines: list[Line]) -> list[blocks.Block]:
    """Criteria above and below the mean of the category, the farthest first."""
    gaps = [
        (line.own - line.mean, ", ".join(line.names))
        for line in lines
        if line.own is not None and line.mean is not None and line.own != line.mean
    ]
    strong = sorted((gap for gap in gaps if gap[0] > 0), key=lambda gap: (-gap[0], gap[1]))[:MOST]
    weak = sorted((gap for gap in gaps if gap[0] < 0), key=lambda gap: (gap[0], gap[1]))[:MOST]
    return [
        *_list(_("Kekuatan"), strong, _("%(name)s: %(gap)s di atas rata-rata kategori")),
        *_list(_("Yang perlu ditingkatkan"), weak, _("%(name)s: %(gap)s di bawah rata-rata kategori")),
    ]


def _list(title: str, gaps: list[tuple[Fraction, str]], words: str) -> list[blocks.Block]:
    if not gaps:
        return []
    return [blocks.heading(title), blocks.items(words % {"name": name, "gap": num(abs(gap), 2)} for gap, name in gaps)]


def _evidence(nomination: Nomination) -> list[blocks.Block]:
    """What the verifiers did not find as it was claimed, with their reasons."""
    rows = Verification.objects.filter(answer__nomination=nomination).exclude(
        Q(verdict=Verification.Verdict.ACCEPTED) | Q(reason="")
    )
    lines = [
        (f"{row.answer.indicator.code} {row.answer.indicator.text}", str(row.get_verdict_display()), row.reason)
        for row in rows.select_related("answer__indicator").order_by("answer__indicator__order", "pk")
    ]
    if not lines:
        return []
    head = [_("Pertanyaan"), _("Hasil verifikasi"), _("Alasan")]
    return [blocks.heading(_("Data dukung yang perlu diperbaiki")), blocks.table(head, lines)]


def _comment(nomination: Nomination) -> list[blocks.Block]:
    """The committee's words, once the chair has released them."""
    comment = FeedbackComment.objects.filter(nomination=nomination, released_at__isnull=False).first()
    return [blocks.heading(_("Catatan panitia")), blocks.text(comment.text)] if comment else []
