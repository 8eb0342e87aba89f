"""Urutan penyerahan with the words for the MC, and Tanda terima piagam dan hadiah: from the decision in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from paritrana.committees.models import Category, Edition
from paritrana.numbers import rupiah
from reports.awards import SPECIAL, Award, awards_of
from reports.documents import Data, blocks, edition_facts, moment_words, plain_date, sheet
from reports.models import Document, Prize
from reports.queries import alike


@dataclass(frozen=True)
class Given:
    """One recipient as it is read out."""

    name: str
    regency: str
    award: str
    number: str
    nomination: str
    prize: str


def handover(edition: Edition, categories: Iterable[Category]) -> Data:
    """Categories in their order, in each the nomine, the special awards, then the places from the last to the first."""
    body: list[blocks.Block] = []
    count = 0
    for category in categories:
        category.edition = edition
        found = list(reversed(given(category)))
        rows, words = [], []
        for row in found:
            count += 1
            rows.append([count, f"{row.name}\n{row.regency}", row.award, _number(row), row.prize or "–"])
            words.append(_spoken(row, category))
        head = [_("Urutan"), _("Penerima"), _("Penghargaan"), _("Nomor"), _("Hadiah")]
        body += [blocks.heading(category.name), *_warnings(category), blocks.table(head, rows)]
        body += [blocks.text(_("Naskah MC:")), blocks.items(words)]
    when = moment_words(edition.ceremony_at, edition.province) if edition.ceremony_at else ""
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "heading": _("Urutan Penyerahan dan Naskah MC"),
        "category": "",
        "blocks": [blocks.facts([(_("Waktu"), when), (_("Tempat"), edition.ceremony_place)]), *body],
    }


def prize_receipt(category: Category, *, number: str) -> Data:
    """A line to sign for every recipient, from the first place on."""
    edition = category.edition
    rows = [
        [place, f"{row.name}\n{row.regency}", row.award, row.number or "–", row.prize or "–", "", ""]
        for place, row in enumerate(given(category), 1)
    ]
    head = [
        _("No."), _("Penerima"), _("Penghargaan"), _("Nomor piagam"), _("Hadiah"), _("Nama penerima dan tanggal"),
        _("Tanda tangan"),
    ]  # fmt: skip
    day = edition.ceremony_at and edition.ceremony_at.astimezone(ZoneInfo(edition.province.zone)).date()
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "heading": _("Tanda Terima Piagam dan Hadiah"),
        "category": category.name,
        "number": number,
        "place": edition.province.capital,
        "date": plain_date(day) if day else "",
        "blocks": [
            blocks.text(_("Yang bertanda tangan di bawah ini telah menerima piagam penghargaan dan hadiah berikut.")),
            blocks.table(head, rows, ruled=True),
        ],
    }


def given(category: Category) -> list[Given]:
    """The recipients of the decision in force, as `awards_of` has them, each with number and prize."""
    papers = Document.objects.filter(kind=Document.Kind.CERTIFICATE, category=category, superseded_at=None)
    numbers = dict(papers.values_list("subject", "number"))
    prizes: dict[int | None, Prize] = {prize.place: prize for prize in Prize.objects.filter(category=category)}
    return [_given(award, numbers.get(award.subject, ""), prizes) for award in awards_of(category)]


def prize_words(prize: Prize | None) -> str:
    """Televisi dan Rp2.500.000,00."""
    if prize is None:
        return ""
    return _(" dan ").join(filter(None, [prize.text, rupiah(prize.amount) if prize.amount else ""]))


def _given(award: Award, number: str, prizes: dict[int | None, Prize]) -> Given:
    regency = str(award.nominee.regency or "")
    proposal = str(award.nomination.number) if award.nomination else ""
    prize = prizes.get(Prize.SPECIAL if award.look == SPECIAL else award.place)
    home = "" if regency in award.name else regency
    return Given(award.name, home, award.word, number, proposal, prize_words(prize))


def _number(row: Given) -> str:
    lines = [
        _("Piagam %s") % row.number if row.number else "",
        _("Usulan %s") % row.nomination if row.nomination else "",
    ]
    return "\n".join(filter(None, lines)) or "–"


def _spoken(row: Given, category: Category) -> str:
    """Name, regency, category and number are read out together, so that no two recipients are taken for each other."""
    who = f"{row.name}, {row.regency}" if row.regency else row.name
    text = _("%(award)s, kategori %(category)s, diberikan kepada %(who)s") % {
        "award": row.award, "category": category.name, "who": who,
    }  # fmt: skip
    number = _(", piagam nomor %s") % row.number if row.number else ""
    prize = _(", dengan hadiah %s") % row.prize if row.prize else ""
    return f"{text}{number}{prize}".rstrip(".") + "."


def _warnings(category: Category) -> list[blocks.Block]:
    """Names that are nearly the same stand in front of everything else."""
    lines = [
        _("Nama mirip: %(one)s (%(here)s) dan %(other)s (%(there)s).")
        % {"one": one.name, "here": one.place, "other": other.name, "there": other.place}
        for one, other in alike(category)
    ]
    return [blocks.text(_("Baca lengkap dengan kabupaten/kota:")), blocks.items(lines)] if lines else []
