"""Official letters: one shape for all, so that one template and one DOCX serve every kind."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from nominations.models import Nomination
from nominations.workflow import Status
from paritrana.committees.models import Edition, Seat, Stage
from paritrana.numbers import seal as seal_words
from paritrana.numbers import tanggal
from reports.documents import Data, blocks, day_of, edition_facts, plain_date, sheet, signature
from reports.documents.invitations import Letter, addressee
from reports.models import Document, Signer
from scoring.models import Decision, Objection


def letter(edition: Edition, said: Letter, body: list[blocks.Block], *, to: str, signer: Signer, number: str) -> Data:
    """The head, the addressee, the body and the signer of a letter."""
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "category": "",
        "committee": edition.committee_name,
        "number": number,
        "letter": said.stored(),
        "place": edition.province.capital,
        "date": plain_date(said.dated),
        "to": to,
        "blocks": body,
        "signer": signature(signer),
    }


def seat_request(seat: Seat, said: Letter, *, until: date, signer: Signer, number: str) -> Data:
    """Permohonan penunjukan wakil: the organisation of a seat is asked for a person."""
    edition = seat.edition
    assert edition is not None, "a seat of the committee belongs to an edition"
    term = [plain_date(day_of(moment, edition.province)) for moment in (seat.starts_at, seat.ends_at) if moment]
    body = [
        blocks.words("opening"),
        blocks.facts(
            [
                (_("Kedudukan"), seat.get_function_display() or seat.get_role_display()),
                (_("Unsur"), seat.element),
                (_("Masa tugas"), _(" sampai ").join(term)),
            ]
        ),
        blocks.words("request"),
        blocks.words("closing"),
    ]
    found = letter(edition, said, body, to=organisation(seat), signer=signer, number=number)
    return found | {"until": tanggal(until), "seat": seat.pk}


def organisation(seat: Seat) -> str:
    """To whom the request for a person goes."""
    return _("Pimpinan %(name)s") % {"name": seat.awaiting or seat.element or seat.office or str(seat)}


def selection_notice(nomination: Nomination, said: Letter, *, signer: Signer, number: str) -> Data:
    """Pemberitahuan hasil seleksi of one candidate, with the reason of whoever decided."""
    category, edition = nomination.category, nomination.edition
    through = nomination.status == Status.SHORTLISTED
    interviewed = Stage.INTERVIEWS not in category.skips
    body = [
        blocks.words("opening"),
        blocks.facts(
            [
                (_("Kandidat"), nomination.nominee.name),
                (_("Nomor usulan"), nomination.number),
                (_("Kategori"), category.name),
                (_("Hasil"), _("LOLOS seleksi administrasi") if through else _("TIDAK LOLOS seleksi administrasi")),
                (_("Penjelasan"), nomination.status_reason),
            ]
        ),
        blocks.words(("interview" if interviewed else "through") if through else "left"),
        blocks.words("closing"),
    ]
    found = letter(edition, said, body, to=addressee(nomination.nominee), signer=signer, number=number)
    return found | {"category": category.name, "nominee": nomination.nominee.name, "through": through}


def objection_reply(
    objection: Objection, said: Letter, *, outcome: str, answer: str, ground: str, signer: Signer, number: str
) -> Data:
    """Jawaban sanggahan: the question as it was put, the answer, and on which computation it rests."""
    category = objection.category
    edition, decision = category.edition, objection.window.decision
    run = objection.run or decision.run
    came = objection.received_on or day_of(objection.filed_at, edition.province)
    body = [
        blocks.words("opening"),
        blocks.heading(_("Isi sanggahan")),
        blocks.text(objection.text),
        blocks.heading(_("Jawaban")),
        blocks.text(answer),
        blocks.heading(_("Dasar")),
        blocks.text(ground),
        blocks.facts(
            [
                (_("Putusan"), str(Objection.Outcome(outcome).label)),
                (_("Perhitungan"), _("ke-%(number)s") % {"number": run.number}),
                (_("Kode segel penilaian"), seal_words(run.sha256)),
            ]
        ),
        blocks.words("closing"),
    ]
    nominee = objection.nomination.nominee
    found = letter(edition, said, body, to=addressee(nominee), signer=signer, number=number)
    return found | {
        "category": category.name,
        "nominee": nominee.name,
        "objection": objection.number,
        "received": tanggal(came),
        "statute_until": tanggal(objection.window.statute_last_day),
        "typed": {"outcome": outcome, "answer": answer, "ground": ground},
        "seal": run.sha256,
    }


def cover_letter(decision: Decision, dossier: Document, said: Letter, *, to: str, signer: Signer, number: str) -> Data:
    """Surat pengantar: the first places go to the national round with their dossier."""
    category = decision.category
    edition = category.edition
    places = decision.placements.filter(place=1).select_related("nomination__nominee__regency")
    body = [
        blocks.words("opening"),
        blocks.table(
            [_("Nama"), _("Peringkat"), _("Kabupaten/Kota")],
            [(row.nomination.name_on_paper, row.word, row.nomination.nominee.regency) for row in places],
        ),
        blocks.words("attached"),
        blocks.facts(
            [
                (_("Berkas"), dossier.title),
                (_("Versi"), dossier.version),
                (_("SHA-256"), dossier.sha256),
                (_("Cek keaslian"), dossier.data.get("check", {}).get("code", "")),
            ]
        ),
        blocks.words("closing"),
    ]
    found = letter(edition, said, body, to=to, signer=signer, number=number)
    return found | {"category": category.name, "decision": decision.pk, "dossier": dossier.pk}


def integrity(seat: Seat, conflicts: list[dict[str, Any]]) -> Data:
    """Pakta integritas of one panelist, with what the person has declared; signed in ink."""
    edition = seat.edition
    assert edition is not None, "a seat of the committee belongs to an edition"
    assert seat.person is not None, "a panelist is a person"
    office = f"{seat.acting} {seat.office}".strip()
    body = [
        blocks.words("opening"),
        blocks.facts(
            [
                (_("Nama"), seat.person.name),
                (_("Jabatan"), office),
                (_("Kedudukan"), str(seat)),
                (_("Penyelenggaraan"), edition.title),
            ]
        ),
        blocks.words("pledge_opening"),
        blocks.points("pledge"),
        blocks.heading(_("Konflik kepentingan yang dinyatakan")),
    ]
    if conflicts:
        head = [_("Kandidat"), _("Kategori"), _("Jenis dan penjelasan"), _("Dinyatakan")]
        rows = [(row["nominee"], row["category"], row["why"], row["on"]) for row in conflicts]
        body += [blocks.words("conflicts"), blocks.table(head, rows)]
    else:
        body.append(blocks.words("no_conflict"))
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "category": "",
        "committee": edition.committee_name,
        "name": seat.person.name,
        "role": str(seat),
        "office": office,
        "place": edition.province.capital,
        "blocks": [*body, blocks.words("closing")],
        "conflicts": conflicts,
    }
