"""One page about a nominee for those who hear it: claims beside verified values, coverage with its falls, regulations.

Plain words and lists, so that the page shows and the printed pack stores the same. No mark, no mean, nothing of others.
"""

import re
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.models import Delegation, ExpectedMember, Presentation, Slot
from nominations.coverage import Comparison
from nominations.coverage_queries import comparisons_of, seen_by, year_ends
from nominations.models import CoverageNote, Nomination, Regulation
from nominations.queries import Line, lines
from paritrana.numbers import delta, num, pct, tanggal_pendek
from paritrana.regions.models import Nominee

Words = dict[str, Any]
LENGTH = 280  # of one answer: more is read in the file
MOST = 16  # claims on the one page
# What a province asks about money beyond the budget of the government itself is told by its own words.
BEYOND = re.compile(r"\b(di )?luar (APBD|APBDes|anggaran)|\bCSR\b", re.IGNORECASE)
UNCHECKED = gettext_lazy("Belum diverifikasi")
CHANGED = gettext_lazy("Berubah sejak diperiksa")


def brief(user: Any, nomination: Nomination, slot: Slot | None = None) -> Words:
    """What `user` may read about the nomination, on one page; `slot` is its turn where it is at hand."""
    slots = Slot.objects.visible_to(user, "interviews.view").exclude(status=Slot.Status.CANCELLED)
    slot = slot or slots.filter(nomination=nomination).last()
    found = [line for line in lines(nomination, user) if line.value]
    beyond = [line for line in found if BEYOND.search(line.indicator.text)]
    claims = [line for line in found if line not in beyond and (line.evidence or line.verification)]
    shown = claims[:MOST]
    return {
        "nominee": nomination.nominee.name,
        "number": nomination.number,
        "category": nomination.category.name,
        "claims": [_claim(line) for line in shown],
        "beyond": [_claim(line) for line in beyond],
        "others": len(found) - len(shown) - len(beyond),
        "coverage": _coverage(user, nomination),
        "regulations": _regulations(user, nomination),
        "came": slot is not None and slot.status == Slot.Status.PRESENT,
        "delegation": _delegation(user, slot),
        "presentation": _presentation(user, slot),
    }


def _claim(line: Line) -> Words:
    """What the candidate says beside what was verified, with the reason of the verifier."""
    verdict = line.verification if line.is_current else None
    state = verdict.get_verdict_display() if verdict else CHANGED if line.verification else UNCHECKED
    return {
        "code": line.indicator.code,
        "question": line.indicator.text,
        "self": Truncator(line.shown).chars(LENGTH),
        "note": Truncator(line.answer.note if line.answer else "").chars(LENGTH),
        "verified": Truncator(line.verified).chars(LENGTH) if verdict and line.verified != line.shown else "",
        "same": bool(verdict and line.verified == line.shown),
        "state": str(state),
        "tone": line.tone if verdict else "amber",
        "reason": verdict.reason if verdict else "",
        "files": sum(row.file.counts for row in line.evidence),
        "wants_files": line.item.wants_evidence,
    }


def _coverage(user: Any, nomination: Nomination) -> Words | None:
    """Of a government: this year beside last year by segment, and why it fell in the words of those who know."""
    if nomination.nominee.kind != Nominee.Kind.GOVERNMENT:
        return None
    regency = nomination.nominee.regency
    days = year_ends(nomination.edition.assessment_year)
    seen = comparisons_of([regency], *days, figures=seen_by(user))[regency.pk]
    notes = CoverageNote.objects.visible_to(user, "coverage.view").filter(regency=regency, as_of=days[0])
    return {
        "days": [tanggal_pendek(day) for day in days],
        "now": pct(seen.now.percentage),
        "before": pct(seen.before.percentage),
        "change": delta(seen.change),
        "fell": seen.fell,
        "people": num(seen.now.total),
        "base": num(seen.now.base),
        "segments": _segments(seen),
        "flags": [str(flag.label) for flag in seen.flags],
        "notes": [
            {"office": str(note.office), "text": note.text} for note in notes.select_related("branch", "nominee")
        ],
    }


def _segments(seen: Comparison) -> list[Words]:
    return [
        {
            "name": str(part.short),
            "now": num(part.now),
            "share": pct(part.share),
            "change": delta(part.change),
            "people": delta(part.people, 0),
            "fell": part.fell,
        }
        for part in seen.segments
    ]


def _regulations(user: Any, nomination: Nomination) -> list[Words]:
    if nomination.nominee.kind != Nominee.Kind.GOVERNMENT:
        return []
    rows = Regulation.objects.visible_to(user, "regulations.view").filter(regency=nomination.nominee.regency)
    return [{"name": str(row), "about": row.about} for row in rows]


def _delegation(user: Any, slot: Slot | None) -> list[Words]:
    """Who came, as recorded; before that who is expected."""
    if slot is None:
        return []
    if slot.status == Slot.Status.PRESENT:
        rows = Delegation.objects.visible_to(user, "interviews.view").filter(slot=slot)
    else:
        rows = ExpectedMember.objects.visible_to(user, "interviews.view").filter(reply__slot=slot)
    return [
        {
            "name": row.name,
            "office": f"{row.acting} {row.office}".strip(),
            "capacity": row.get_capacity_display(),
        }
        for row in rows
    ]


def _presentation(user: Any, slot: Slot | None) -> list[Words]:
    """What will be shown: a file by its key and name, a video by its address."""
    if slot is None:
        return []
    rows = Presentation.objects.visible_to(user, "presentations.view").filter(slot=slot, replaced_at=None)
    return [
        {"name": str(row), "file": row.pk if row.file_id else None, "video": row.video}
        for row in rows.select_related("file")
    ]


def headline(found: Words) -> str:
    """The first thing to ask about."""
    coverage = found["coverage"]
    if not coverage:
        return ""
    fallen = [part["name"] for part in coverage["segments"] if part["fell"]]
    if coverage["fell"]:
        words = _("Cakupan turun %(less)s poin persen, dari %(before)s menjadi %(now)s.")
        return words % {**coverage, "less": coverage["change"].removeprefix("-")}
    if fallen:
        return _("Cakupan segmen %s turun.") % ", ".join(fallen)
    return ""
