"""Berita Acara Rapat Pleno: the decision as it stands and who came -> the context that is printed."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from paritrana.committees.models import Category, Edition, StageMove
from paritrana.committees.queries import committee
from reports.documents import Data, blocks, edition_facts, moment_words, plain_date, sheet
from reports.documents.interview_minutes import AWAY, ONLINE, PRESENT, STATES
from reports.documents.ranking_report import (
    UNRANKED,
    branch_responses,
    decimal_text,
    recorded,
)
from reports.documents.selection_minutes import opening
from scoring.models import Decision, Objection, QuorumChoice, RankingRow, TieReason


def seats(edition: Edition) -> list[Data]:
    """The seats of the committee as they sign, also those that stand empty."""
    found = []
    for seat in committee(edition):
        acting = f"{seat.acting} " if seat.acting else ""
        found.append(
            {
                "seat": seat.pk,
                "name": str(seat.person) if seat.person else "",
                "role": seat.get_function_display() or seat.get_role_display(),
                "office": f"{acting}{seat.office or seat.element}".strip(),
            }
        )
    return found


def plenary_minutes(
    decision: Decision, *, number: str, signatures: Iterable[Data], leader: int | None, nip: str, notes: str
) -> Data:
    """What the plenary had before it, what it decided and why, how every seat stands; the seal of the marks."""
    category, run = decision.category, decision.run
    edition = category.edition
    signers = [
        {**row, "how": row["state"], "state": str(STATES[row["state"]]), "signs": row["state"] in (PRESENT, ONLINE)}
        for row in signatures
    ]
    body = [
        blocks.words("opening"),
        *_ranking(decision),
        *_outcome(decision),
        *_awards(category),
        *_responses(decision),
        *_conditions(decision),
        *_objections(decision),
    ]
    if notes:
        body += [blocks.heading(_("Catatan lain")), blocks.text(notes)]
    return {
        **sheet(edition.province, edition),
        "number": number,
        "edition": edition_facts(edition),
        "category": category.name,
        "committee": edition.committee_name,
        "decision": decision.pk,
        "meeting": Decision.objects.filter(category=category, pk__lte=decision.pk).count(),
        "opening": opening(decision.held_on, decision.place),
        "blocks": [*body, blocks.words("closing")],
        "seal": run.sha256,
        "rules_seal": run.rules_sha256,
        "signers": signers,
        "there": sum(row["how"] != AWAY for row in signers),
        "leader": next((row for row in signers if row["seat"] == leader), None),
        "nip": nip,
        "notes": notes,
        "place": edition.province.capital,
        "date": plain_date(decision.held_on),
    }


def _ranking(decision: Decision) -> list[blocks.Block]:
    run = decision.run
    rows = list(RankingRow.objects.filter(run=run).select_related("nomination__nominee"))
    words = {row.nomination_id: row.word for row in decision.placements.all()}
    made = moment_words(run.made_at, decision.category.edition.province)
    found = [
        blocks.heading(_("Peringkat yang dipakai")),
        blocks.text(_("Perhitungan ke-%(number)s, %(time)s.") % {"number": run.number, "time": made}),
        blocks.table(
            [_("Peringkat"), _("Nomine"), _("Nilai akhir"), _("Ditetapkan")],
            [
                (row.rank, row.nomination.nominee.name, _total(row), words.get(row.nomination_id, "–"))
                for row in rows
                if row.ranked
            ],
            figures=[2],
        ),
    ]
    ways = {row.nomination_id: row for row in QuorumChoice.objects.filter(run=run)}
    left = []
    for row in rows:
        if not row.ranked:
            way = ways.get(row.nomination_id)
            why = str(UNRANKED.get(row.reason, row.reason)) + (f" {way.get_way_display()}: {way.reason}" if way else "")
            left.append(f"{row.nomination.nominee.name}: {why}")
    return found + ([blocks.text(_("Tidak diperingkat:")), blocks.items(left)] if left else [])


def _total(row: RankingRow) -> str:
    assert row.units is not None, "a ranked row has a total"
    return decimal_text(row.units, row.decimals).replace(".", ",")


def _outcome(decision: Decision) -> list[blocks.Block]:
    category = decision.category
    places = list(decision.placements.select_related("nomination__nominee"))
    given = {row.place for row in places}
    left = [category.rank_word(place) for place in range(1, category.places + 1) if place not in given]
    found = [blocks.heading(_("Penetapan"))]
    if places:
        found.append(
            blocks.table(
                [_("Peringkat"), _("Penerima"), _("Keterangan")],
                [
                    (row.word, row.nomination.name_on_paper, _("putusan pleno atas nilai sama") if row.from_tie else "")
                    for row in places
                ],
            )
        )
    else:
        found.append(blocks.text(_("Rapat menetapkan tidak ada pemenang.")))
    if places and left:
        found.append(blocks.text(_("Tidak diberikan: %s.") % ", ".join(left)))
    if decision.tie_basis:
        found += [blocks.heading(_("Dasar putusan atas nilai sama")), blocks.text(decision.tie_basis)]
    if decision.deviation_reason:
        found += [
            blocks.heading(_("Berbeda dari urutan hasil hitung")),
            blocks.text(_("Urutan penetapan berbeda dari hasil perhitungan. Alasan:")),
            blocks.text(decision.deviation_reason),
        ]
    near = TieReason.objects.filter(run=decision.run).select_related("above__nominee", "below__nominee")
    lines = [f"{row.above.nominee.name} – {row.below.nominee.name}: {row.reason}" for row in near]
    if lines:
        found += [blocks.heading(_("Alasan atas nilai yang berdekatan")), blocks.items(lines)]
    if decision.from_paper:
        found.append(blocks.text(recorded(decision.from_paper), small=True))
    return found


def _awards(category: Category) -> list[blocks.Block]:
    rows = [
        (award.name, award.nominee.name, award.measure, award.reason)
        for award in category.special_awards.select_related("nominee")
    ]
    if not rows:
        return []
    head = [_("Penghargaan khusus"), _("Penerima"), _("Dasar"), _("Alasan")]
    return [blocks.heading(_("Penghargaan khusus")), blocks.table(head, rows)]


def _responses(decision: Decision) -> list[blocks.Block]:
    """How many branches agreed, remarked or kept silent, and every remark with what became of it."""
    rows = branch_responses(decision.run, decision.decided_at)
    if not rows:
        return []
    said = [row["answer"] for row in rows]
    counts = _("Sesuai: %(agree)s. Ada catatan: %(note)s. Tidak memberi tanggapan: %(silent)s.") % {
        "agree": said.count("agree"),
        "note": said.count("note"),
        "silent": len(said) - said.count("agree") - said.count("note"),
    }
    found = [blocks.heading(_("Tanggapan kantor cabang")), blocks.text(counts)]
    notes = [
        (row["branch"], row["regencies"], row["reason"], " ".join(filter(None, [row["outcome"], row["reply"]])))
        for row in rows
        if row["answer"] == "note"
    ]
    if notes:
        found.append(blocks.table([_("Kantor cabang"), _("Nomine"), _("Catatan"), _("Tindak lanjut")], notes))
    return found


def _conditions(decision: Decision) -> list[blocks.Block]:
    """What was still open when the category moved on, and why the chair passed over it."""
    moves = StageMove.objects.filter(category=decision.category, at__lte=decision.decided_at).exclude(set_aside=[])
    rows = [(condition, move.note) for move in moves.order_by("pk") for condition in move.set_aside]
    if not rows:
        return []
    head = [_("Yang belum dipenuhi"), _("Alasan dilanjutkan")]
    return [blocks.heading(_("Syarat yang dilewati ketua")), blocks.table(head, rows)]


def _objections(decision: Decision) -> list[blocks.Block]:
    """Objections that lay before the plenary: a later meeting hears them, the first one cannot have any."""
    rows = Objection.objects.filter(category=decision.category, filed_at__lte=decision.decided_at)
    found = [
        (
            row.number,
            row.nomination.nominee.name,
            row.get_outcome_display() or _("belum dijawab"),
            _("%(number)s, %(date)s") % {"number": row.answer_number, "date": plain_date(row.answer_date)}
            if row.answer_date
            else "–",
        )
        for row in rows.select_related("nomination__nominee")
    ]
    if not found:
        return []
    head = [_("Nomor"), _("Kandidat"), _("Putusan"), _("Surat jawaban")]
    return [blocks.heading(_("Sanggahan yang dibahas")), blocks.table(head, found)]
