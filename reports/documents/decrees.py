"""Drafts of decrees of the Governor: who is given what, what a later decision changes, who sits on the committee."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from paritrana.committees.models import Edition
from paritrana.committees.queries import committee
from reports.documents import Data, blocks, day_of, edition_facts, plain_date, sheet, signature
from reports.models import Document, Signer
from scoring import placing
from scoring.models import Decision, DecisionChange, Placement


def draft(
    edition: Edition,
    annex: list[blocks.Block],
    *,
    about: str,
    signer: Signer,
    number: str,
    dated: date | None,
    copies: Sequence[str],
) -> Data:
    """The frame of a decree; its sentences are the edition's, and it is marked DRAF."""
    province = edition.province
    return {
        **sheet(province, edition),
        "draft": True,
        "edition": edition_facts(edition),
        "category": "",
        "committee": edition.committee_name,
        "number": number,
        "decree": {
            "office": _("GUBERNUR %s") % province.name.upper(),
            "title": _("KEPUTUSAN GUBERNUR %s") % province.name.upper(),
            "about": about.upper(),
            "establishing": _("KEPUTUSAN GUBERNUR TENTANG %s.") % about.upper(),
            "copies": list(copies),
        },
        "typed": {"about": about, "dated": dated.isoformat() if dated else "", "copies": list(copies)},
        "place": province.capital,
        "date": plain_date(dated) if dated else "",
        "blocks": annex,
        "signer": signature(signer),
    }


def decree(edition: Edition, decisions: Iterable[Decision], **frame: Any) -> Data:
    """Rancangan Keputusan penetapan: the winners of every category that is decided, in the words of the plenary."""
    rows = list(decisions)
    annex: list[blocks.Block] = []
    for decision in rows:
        annex.append(blocks.heading(_("Kategori %s") % decision.category.name))
        places = list(decision.placements.select_related("nomination__nominee__regency"))
        if places:
            annex.append(_winners(places))
        else:
            annex.append(blocks.text(_("Tidak ada pemenang.")))
        awards = [
            (number, recipient.nominee.name, recipient.name)
            for number, recipient in enumerate(decision.category.special_awards.select_related("nominee"), 1)
        ]
        if awards:
            head = [_("No."), _("Penerima"), _("Penghargaan khusus")]
            annex.append(blocks.table(head, awards, figures=[0]))
    return draft(edition, annex, **frame) | {
        "decisions": [decision.pk for decision in rows],
        "minutes": ", ".join(filter(None, [minutes_words(decision) for decision in rows])),
    }


def change_decree(change: DecisionChange, *, former: str, **frame: Any) -> Data:
    """Rancangan Keputusan perubahan: what replaces what, why, and on whose objection or order."""
    category = change.category
    old = list(change.supersedes.placements.select_related("nomination__nominee__regency"))
    new = new_words(change)
    before = {row.nomination_id: row for row in old}
    names = {row.nomination_id: row.nomination.name_on_paper for row in old} | {
        row.pk: row.name_on_paper for row in category.nominations.filter(pk__in=new).select_related("nominee")
    }
    annex = [
        blocks.heading(_("Kategori %s") % category.name),
        blocks.table(
            [_("Penerima"), _("Semula"), _("Menjadi")],
            [
                (names[key], before[key].word if key in before else "–", new.get(key, _("dicabut")))
                for key in [*new, *(key for key in before if key not in new)]
            ],
        ),
    ]
    ground = (
        _("sanggahan nomor %(number)s dari %(nominee)s yang diterima")
        % {"number": change.objection.number, "nominee": change.objection.nomination.nominee.name}
        if change.objection
        else change.order
    )
    return draft(category.edition, annex, **frame) | {
        "category": category.name,
        "change": change.pk,
        "ground": ground,
        "reason": change.reason.rstrip(".;"),
        "former": former,
    }


def committee_decree(edition: Edition, **frame: Any) -> Data:
    """Rancangan SK panitia: every seat with its function, element, person or whose nomination it awaits, and term."""
    seats = list(committee(edition))
    rows = []
    for place, seat in enumerate(seats, 1):
        acting = f"{seat.acting} " if seat.acting else ""
        office = f"{acting}{seat.office}".strip()
        if seat.person:
            person = f"{seat.person}\n{office}" if office else str(seat.person)
        elif seat.awaiting:
            person = _("menunggu penunjukan dari %s") % seat.awaiting
        else:
            person = office or _("menunggu penunjukan")
        term = [plain_date(day_of(moment, edition.province)) for moment in (seat.starts_at, seat.ends_at) if moment]
        function = seat.get_function_display() or seat.get_role_display()
        rows.append((place, function, seat.element or "–", person, " – ".join(term) or _("selama penyelenggaraan")))
    head = [_("No."), _("Kedudukan"), _("Unsur"), _("Nama dan jabatan"), _("Masa tugas")]
    annex = [blocks.heading(_("Susunan %s") % edition.committee_name), blocks.table(head, rows, figures=[0])]
    return draft(edition, annex, **frame) | {"seats": len(seats)}


def minutes_words(decision: Decision) -> str:
    """The minutes on which a decree rests: their number where they have one, else their day."""
    paper = Document.objects.filter(
        kind=Document.Kind.PLENARY_MINUTES, subject=f"decision:{decision.pk}", superseded_at=None
    ).first()
    number = _(" Nomor %s") % paper.number if paper and paper.number else ""
    return _("Berita Acara Rapat Pleno%(number)s tanggal %(date)s") % {
        "number": number,
        "date": plain_date(decision.held_on),
    }


def new_words(change: DecisionChange) -> dict[int, str]:
    """Who is given what instead, by nomination: of the decision once it is issued, before that of the plenary."""
    if change.decision:
        return {row.nomination_id: row.word for row in change.decision.placements.all()}
    given = {int(key): place for key, place in (change.result or {}).get("placements", {}).items()}
    words = placing.words(given, change.category.rank_word, lambda word: _("%s bersama") % word)
    return {key: words[key] for key in sorted(given, key=lambda key: (given[key], key))}


def _winners(places: list[Placement]) -> blocks.Block:
    return blocks.table(
        [_("No."), _("Penerima"), _("Kabupaten/Kota"), _("Peringkat")],
        [
            (number, row.nomination.name_on_paper, row.nomination.nominee.regency, row.word)
            for number, row in enumerate(places, 1)
        ],
        figures=[0],
    )
