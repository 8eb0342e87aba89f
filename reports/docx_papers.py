"""Which papers can also be had as DOCX, and of which blocks they are made, from their row's data alone."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from lokal import terbilang

from paritrana.numbers import num, seal
from reports.documents.blocks import Block, facts, heading, items, points, table, text, words
from reports.documents.blocks import seal as digest

Data = dict[str, Any]
DOTS = "........................................"


def invitation(data: Data) -> list[Block]:
    bring = data["letter"]["bring"]
    body = [words("opening"), _when(data, (_("Sesi"), f"{data['session']} ({data['mode'].lower()})"))]
    if bring:
        body += [text(_("Mohon disiapkan:")), items(bring, ordered=True)]
    return _letter(data, [*body, words("request"), *_replaces(data), words("closing")])


def meeting(data: Data) -> list[Block]:
    body = [words("opening"), _when(data), text(_("dengan agenda:")), items(data["agenda"], ordered=True)]
    if reason := data.get("called_off"):
        said = text(_("Dengan hormat kami sampaikan bahwa rapat berikut dibatalkan:"))
        body = [said, _when(data), text(_("Alasan: %s") % reason)]
    to = data | {"to": _("(daftar terlampir)")}
    invited = [
        (f"{place}. {person['name']}", person["office"] or "–", person["role"])
        for place, person in enumerate(data["invited"], 1)
    ]
    return [
        *_letter(to, [*body, *_replaces(data), words("closing")]),
        {"block": "page"},
        heading(_("Lampiran: yang diundang")),
        table([_("Nama"), _("Jabatan"), _("Kedudukan")], invited),
    ]


def official_letter(data: Data) -> list[Block]:
    return _letter(data, data["blocks"])


def decree(data: Data) -> list[Block]:
    """Keputusan: its grounds point by point, what is decided article by article, the annex on a page of its own."""
    said, number = data["decree"], _("NOMOR %s") % (data["number"] or DOTS)
    slots = data["texts"]["slots"]
    clauses = [
        (_("Menimbang"), [points("considering") | {"letters": True}]),
        (_("Mengingat"), [points("recalling")]),
    ]
    if slots.get("regarding"):
        clauses.append((_("Memperhatikan"), [points("regarding")]))
    articles = [
        (_article(place), [{"block": "runs", "runs": runs}]) for place, runs in enumerate(slots.get("articles", []), 1)
    ]
    about = said["about"]
    annex = data["blocks"]
    return [
        {"block": "title", "lines": [said["title"], number, _("TENTANG"), about, f"{said['office']},"]},
        {"block": "clauses", "rows": clauses},
        {"block": "middle", "text": _("MEMUTUSKAN:")},
        {"block": "clauses", "rows": [(_("Menetapkan"), [text(said["establishing"])]), *articles]},
        _established(data),
        *_copies(said["copies"]),
        {"block": "page"},
        text("\n".join([_("LAMPIRAN"), said["title"], number, _("TENTANG"), about])),
        *annex,
        _established(data),
    ]


def selection(data: Data) -> list[Block]:
    blocks = [
        *_minutes(_("Berita Acara Seleksi Administrasi"), data),
        words("opening"),
        heading(_("Dasar")),
        items(data["basis"]),
        words("explanation"),
        heading(_("Lolos sebagai nomine: %s") % len(data["through"])),
        *_candidates(data["through"]),
        heading(_("Tidak lolos: %s") % len(data["left"])),
        *_candidates(data["left"]),
    ]
    departures = {"shortlisted": _("diloloskan meskipun di bawah garis")}
    otherwise = _("tidak diloloskan meskipun di atas garis")
    blocks += _listed(
        _("Menyimpang dari garis seleksi"),
        [
            f"{row['number']}. {row['nominee']}: {departures.get(row['outcome'], otherwise)}. {row['reason']}"
            for row in data["departures"]
        ],
    )
    blocks += _listed(_("Usulan susulan"), data.get("late", []))  # papers of before had none
    blocks += _listed(
        _("Tidak diseleksi"),
        [
            ". ".join(filter(None, [f"{row['number']}. {row['nominee']}: {row['state']}", row["reason"]]))
            for row in data["ended"]
        ],
    )
    blocks += _listed(_("Tidak hadir"), [_person(row) for row in data["absent"]])
    there = [row | {"signs": True, "state": ""} for row in data["present"]]
    return [*blocks, heading(_("Hadir dan memutuskan")), _signers(there)]


def interview_minutes(data: Data) -> list[Block]:
    session = data["session"]
    leaders = [_person(row) + (f" ({row['time']})" if row["time"] else "") for row in data["leaders"]]
    blocks = [
        *_minutes(
            _("Berita Acara Wawancara"),
            data,
            (_("Sesi"), f"{session['name']}\n" + _("Pukul %(time)s, %(mode)s") % session),
            (_("Dipimpin oleh"), "\n".join(filter(None, [*leaders, data["leader_note"]])) or "–"),
            (_("Kode segel penilaian"), _sealed(data)),
        ),
        words("opening"),
        heading(_("Urutan, waktu, dan kehadiran")),
        table(
            [_("Urutan"), _("Pukul"), _("Nomine dan delegasi"), _("Kehadiran")],
            [_turn(turn) for turn in data["turns"]],
            figures=[0],
        ),
        heading(_("Panel")),
        table(
            [_("Nama"), _("Kedudukan"), _("Keterangan")],
            [
                (
                    row["name"],
                    "\n".join(filter(None, [row["role"], row["office"]])),
                    "\n".join(row["acts"]) or (_("tidak ikut") if row["left"] else _("ikut menilai")),
                )
                for row in data["panel"]
            ],
        ),
        heading(_("Tidak ikut menilai karena konflik kepentingan")),
        *_items([f"{row['name']}: {row['nominees']}" for row in data["recusals"]]),
        heading(_("Lembar nilai yang tidak ada")),
        *_items(
            [_("%(name)s (%(role)s): %(nominees)s. Alasan: %(reason)s") % row for row in data["absent"]],
            none=_("Tidak ada. Semua lembar giliran yang hadir terkirim."),
        ),
    ]
    if data["absent"]:
        blocks.append(text(_("Lembar yang tidak ada tidak dihitung nol."), small=True))
    blocks += _listed(
        _("Lembar yang masih diproses saat sesi ditutup"),
        [f"{row['name']} ({row['role']}): {row['nominees']}, {row['reason']}" for row in data["underway"]],
    )
    if data["notes"]:
        blocks += [heading(_("Catatan lain")), text(data["notes"])]
    blocks += [words("closing"), *_presence(data, _("Tanda tangan")), *_leader(data, _("Pimpinan wawancara (%s)"))]
    if data["records"]:
        blocks.append(heading(_("Lampiran: notulen")))
        blocks += [text(f"{row['number']}. {row['nominee']}\n{row['record']}") for row in data["records"]]
    if later := data.get("root_later"):
        blocks += [heading(_("Lampiran: kode segel setelah lembar terakhir masuk")), digest("", later)]
    if data["root"]:
        whole = _("Sesi (SHA-256 atas kode semua giliran menurut urutan di bawah):")
        turns = [(f"{row['number']}. {row['nominee']}", row["root"]) for row in data["turns"] if row["root"]]
        blocks += _codes([(whole, data["root"]), *turns])
    return blocks


def _sealed(data: Data) -> str:
    """The code of the sheets as the session was closed, and that of after, where sheets came in later."""
    lines = [_("Tidak ada lembar nilai yang terkirim.")]
    if data["root"]:
        said = _(
            "Kode ini dihitung dari semua lembar nilai yang terkirim sampai sesi ditutup; bila satu nilai diubah,"
            " kodenya tidak cocok lagi. Nilai lengkap ada di lampiran."
        )
        lines = [seal(data["root"]), said]
    if later := data.get("root_later"):
        said = _(
            "Kode sesudah lembar yang masuk setelah penutupan (misalnya dari kertas), pada saat berita acara ini"
            " dibuat."
        )
        lines += [seal(later), said]
    return "\n".join(lines)


def _codes(rows: list[tuple[str, str]]) -> list[Block]:
    """Codes in full, each below what it is of."""
    return [heading(_("Lampiran: kode segel lengkap")), *(digest(*row) for row in rows)]


def plenary_minutes(data: Data) -> list[Block]:
    title = _("Berita Acara Rapat Pleno")
    if data["meeting"] > 1:
        title = _("Berita Acara Rapat Pleno ke-%s") % data["meeting"]
    said = _(
        "Kode ini dihitung dari semua nilai yang dipakai dalam perhitungan; bila satu nilai diubah, kodenya tidak cocok"
        " lagi. Nilai lengkap ada di lampiran."
    )
    return [
        *_minutes(title, data, (_("Kode segel penilaian"), f"{seal(data['seal'])}\n{said}")),
        *data["blocks"],
        *_presence(data, _("Kehadiran dan tanda tangan")),
        *_leader(data, _("Pimpinan rapat (%s)")),
        *_codes(
            [
                (_("Penilaian (SHA-256 atas nilai, aturan, dan hasil perhitungan):"), data["seal"]),
                (_("Aturan penilaian yang dibekukan sebelum nilai pertama:"), data["rules_seal"]),
            ]
        ),
    ]


PAPERS: dict[str, Callable[[Data], list[Block]]] = {
    "invitation": invitation,
    "meeting": meeting,
    "selection": selection,
    "interview_minutes": interview_minutes,
    "plenary_minutes": plenary_minutes,
    "selection_notice": official_letter,
    "seat_request": official_letter,
    "objection_reply": official_letter,
    "cover_letter": official_letter,
    "decree": decree,
    "change_decree": decree,
    "committee_decree": decree,
}


def _letter(data: Data, body: Iterable[Block]) -> list[Block]:
    letter = data["letter"]
    return [
        {"block": "letterhead"},
        {"block": "right", "text": ", ".join(filter(None, [data["place"], data["date"]]))},
        {
            "block": "facts",
            "term": 22,
            "rows": [
                (_("Nomor"), data["number"] or DOTS),
                (_("Sifat"), letter["nature"]),
                (_("Lampiran"), letter["attachment"] or "-"),
                (_("Hal"), letter["about"]),
            ],
        },
        text("\n".join([_("Yth."), data["to"], _("di Tempat")])),
        *body,
        {"block": "signature", "signer": data["signer"]},
        *_copies(letter["copies"]),
    ]


def _copies(lines: list[str]) -> list[Block]:
    return [text(_("Tembusan:")), items(lines, ordered=True)] if lines else []


def _when(data: Data, *more: tuple[str, str]) -> Block:
    return facts(
        [
            (_("Hari, tanggal"), data["day"]),
            (_("Waktu"), _("pukul %s") % data["time"]),
            (_("Tempat"), data["place_held"]),
            (_("Acara"), data["letter"]["event"]),
            *more,
        ]
    )


def _replaces(data: Data) -> list[Block]:
    former = data.get("replaces")
    said = _("Surat ini mengganti undangan tanggal %(date)s (versi %(version)s), yang tidak berlaku lagi.")
    return [text(said % former)] if former else []


def _established(data: Data) -> Block:
    date = data["date"] or "...................."
    above = [_("Ditetapkan di %s") % data["place"], _("pada tanggal %s") % date]
    return {"block": "signature", "signer": data["signer"], "above": above}


def _article(number: int) -> str:
    return "KESATU" if number == 1 else f"KE{terbilang(number).upper()}"


def _minutes(title: str, data: Data, *more: tuple[str, str]) -> list[Block]:
    edition = data["edition"]
    years = _("Tahun penilaian %(assessment_year)s, pelaksanaan %(held_year)s") % edition
    return [
        {"block": "letterhead"},
        {"block": "title", "lines": [title, data["category"], _("Nomor: %s") % (data["number"] or DOTS)]},
        facts([(_("Penyelenggaraan"), f"{edition['title']}\n{years}"), *more]),
    ]


def _person(row: Data) -> str:
    return ", ".join(filter(None, [row["name"], row["role"], row["office"]]))


def _items(lines: list[str], *, none: str = "") -> list[Block]:
    return [items(lines) if lines else text(none or _("Tidak ada."))]


def _listed(title: str, lines: list[str]) -> list[Block]:
    return [heading(title), items(lines)] if lines else []


def _candidates(rows: list[Data]) -> list[Block]:
    if not rows:
        return [text(_("Tidak ada."))]
    head = [_("Nomor"), _("Kandidat dan alasan"), _("Mandiri"), _("Terverifikasi"), _("Kelengkapan")]
    cells = [
        (
            row["number"],
            "\n".join(filter(None, [row["nominee"], row["reason"]])),
            *(_figure(row[key]) for key in ("self", "verified", "complete")),
        )
        for row in rows
    ]
    return [table(head, cells, figures=[2, 3, 4])]


def _figure(canonical: str) -> str:
    return num(Decimal(canonical)) if canonical else "–"


def _turn(turn: Data) -> tuple[Any, ...]:
    planned = _("rencana %s") % turn["planned"]
    people = [_("%(name)s, %(office)s (%(capacity)s)") % member for member in turn["delegation"]]
    moved = _("dipindah ke urutan terakhir") if turn["moved"] else ""
    return (
        turn["number"],
        f"{turn['time']}\n{planned}" if turn["time"] else planned if turn["came"] else turn["planned"],
        "\n".join(filter(None, [turn["nominee"], *people, moved])),
        "\n".join(filter(None, [turn["status"], turn["note"]])),
    )


def _signers(rows: list[Data]) -> Block:
    cells = []
    for place, row in enumerate(rows, 1):
        hand = f"{place}. ........................" if row["signs"] else ""
        why = ": ".join(filter(None, [row["state"], row.get("reason")]))
        name = row["name"] or _("belum diisi")
        cells.append(
            (
                f"{place}. {name}",
                "\n".join(filter(None, [row["role"], row["office"]])),
                "\n".join(filter(None, [hand, why])),
            )
        )
    return table([_("Nama"), _("Kedudukan"), _("Tanda tangan")], cells, ruled=True)


def _presence(data: Data, title: str) -> list[Block]:
    said = _(
        "%(there)s dari %(all)s peran hadir. Yang berhalangan atau menolak tercantum dengan keterangannya; berita acara"
        " berlaku dengan kuorum menurut keputusan panitia."
    ) % {"there": data["there"], "all": len(data["signers"])}
    return [heading(title), text(said, small=True), _signers(data["signers"])]


def _leader(data: Data, office: str) -> list[Block]:
    leader = data["leader"]
    if not leader:
        return []
    above = [f"{data['place']}, {data['date']}"]
    signer = {"lines": [office % leader["role"]], "name": leader["name"], "nip": data["nip"]}
    return [{"block": "signature", "signer": signer, "above": above}]
