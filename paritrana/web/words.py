"""The trail in words: names of acts, rows and fields as the screens call them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from paritrana.audit.models import Entry
from paritrana.numbers import MISSING, tanggal, waktu

VERBS = {
    "accounts.create": gettext_lazy("membuat akun"),
    "accounts.edit": gettext_lazy("mengubah akun"),
    "accounts.make_slip": gettext_lazy("membuat slip masuk"),
    "accounts.redeem_slip": gettext_lazy("memakai slip masuk"),
    "accounts.block": gettext_lazy("memblokir akun"),
    "accounts.unblock": gettext_lazy("membuka blokir akun"),
    "provinces.edit": gettext_lazy("mengubah provinsi"),
    "branches.add": gettext_lazy("menambah kantor cabang"),
    "branches.edit": gettext_lazy("mengubah kantor cabang"),
    "branches.serve": gettext_lazy("menambah wilayah kerja"),
    "branches.leave": gettext_lazy("mengakhiri wilayah kerja"),
    "editions.create": gettext_lazy("membuat penyelenggaraan"),
    "editions.edit": gettext_lazy("mengubah penyelenggaraan"),
    "categories.add": gettext_lazy("menambah kategori"),
    "categories.edit": gettext_lazy("mengubah kategori"),
    "categories.remove": gettext_lazy("menghapus kategori"),
    "seats.give": gettext_lazy("membuka peran"),
    "seats.fill": gettext_lazy("mengisi peran"),
    "seats.edit": gettext_lazy("mengubah peran"),
    "seats.hand_over": gettext_lazy("mengalihkan tugas"),
    "seats.end": gettext_lazy("mengakhiri peran"),
    "seats.invite": gettext_lazy("mengundang"),
    "seats.tell": gettext_lazy("menyampaikan undangan lewat WhatsApp"),
    "scorers.add": gettext_lazy("menetapkan penilai"),
    "scorers.remove": gettext_lazy("melepas penilai"),
    "stages.forward": gettext_lazy("melanjutkan tahap"),
    "stages.back": gettext_lazy("mengembalikan tahap"),
    "stages.release": gettext_lazy("membuka embargo"),
    "notices.tell": gettext_lazy("menyampaikan pemberitahuan lewat WhatsApp"),
    "instruments.create": gettext_lazy("menyusun instrumen"),
    "instruments.copy": gettext_lazy("menyalin instrumen"),
    "instruments.use_example": gettext_lazy("memakai contoh instrumen"),
    "instruments.edit": gettext_lazy("mengubah instrumen"),
    "instruments.move": gettext_lazy("mengubah urutan indikator"),
    "instruments.remove": gettext_lazy("menghapus indikator"),
    "instruments.change": gettext_lazy("menyiapkan perubahan instrumen sesuai surat"),
    "instruments.carry_over": gettext_lazy("memindahkan jawaban ke instrumen baru"),
    "instruments.discard": gettext_lazy("membatalkan perubahan instrumen"),
    "instruments.freeze": gettext_lazy("menetapkan instrumen"),
    "nominees.add": gettext_lazy("menambah kandidat"),
    "nominations.propose": gettext_lazy("mengusulkan"),
    "nominations.send": gettext_lazy("mengirim penilaian mandiri"),
    "nominations.take_back": gettext_lazy("menarik kembali kiriman"),
    "nominations.return": gettext_lazy("mengembalikan untuk dilengkapi"),
    "nominations.complete": gettext_lazy("menyelesaikan verifikasi"),
    "nominations.lapse": gettext_lazy("melanjutkan tanpa kelengkapan"),
    "nominations.shortlist": gettext_lazy("meloloskan seleksi"),
    "nominations.leave_out": gettext_lazy("tidak meloloskan seleksi"),
    "nominations.refuse": gettext_lazy("mencatat penolakan diusulkan"),
    "nominations.withdraw": gettext_lazy("mencatat penarikan diri"),
    "nominations.disqualify": gettext_lazy("mendiskualifikasi"),
    "nominations.extend": gettext_lazy("memperpanjang batas waktu"),
    "nominations.deadline": gettext_lazy("menetapkan batas melengkapi"),
    "nominations.forward": gettext_lazy("meneruskan ke tingkat nasional"),
    "nominations.follow": gettext_lazy("menangani kandidat"),
    "contacts.note": gettext_lazy("mencatat hubungan dengan kandidat"),
    "answers.save": gettext_lazy("menyimpan jawaban"),
    "answers.receive": gettext_lazy("mengunggah isian pertanyaan"),
    "answers.import": gettext_lazy("menyimpan jawaban dari berkas"),
    "answers.on_behalf": gettext_lazy("mengisi atas nama kandidat"),
    "answers.object": gettext_lazy("membantah isian atas nama"),
    "evidence.add": gettext_lazy("mengunggah data dukung"),
    "evidence.restrict": gettext_lazy("menandai data dukung memuat data pribadi"),
    "files.open": gettext_lazy("membuka berkas yang memuat data pribadi"),
    "evidence.remove": gettext_lazy("menghapus data dukung"),
    "replacements.ask": gettext_lazy("mengajukan penggantian berkas"),
    "replacements.decide": gettext_lazy("memutuskan penggantian berkas"),
    "replacements.replace": gettext_lazy("mengganti berkas"),
    "submissions.send": gettext_lazy("menerima kiriman"),
    "verification.judge": gettext_lazy("memverifikasi butir"),
    "verification.hold": gettext_lazy("mengerjakan bagian"),
    "verification.release": gettext_lazy("melepas bagian"),
    "verification.reply": gettext_lazy("menindaklanjuti butir"),
    "coverage.enter": gettext_lazy("mengisi cakupan"),
    "coverage.confirm": gettext_lazy("mengesahkan cakupan"),
    "coverage.set_base": gettext_lazy("mengisi penyebut cakupan"),
    "coverage.receive": gettext_lazy("mengunggah berkas cakupan"),
    "coverage.import": gettext_lazy("menyimpan impor cakupan"),
    "coverage.target": gettext_lazy("menetapkan target cakupan"),
    "coverage.explain": gettext_lazy("menjelaskan cakupan yang turun"),
    "protection.add_group": gettext_lazy("menambah kelompok pekerja"),
    "protection.edit_group": gettext_lazy("mengubah kelompok pekerja"),
    "protection.remove_group": gettext_lazy("menghapus kelompok pekerja"),
    "protection.enter": gettext_lazy("mengisi perlindungan kelompok pekerja"),
    "regulations.add": gettext_lazy("mencatat regulasi"),
    "regulations.edit": gettext_lazy("mengubah regulasi"),
    "outreach.add": gettext_lazy("mencatat sosialisasi"),
    "outreach.edit": gettext_lazy("mengubah sosialisasi"),
    "outreach.presence": gettext_lazy("mencatat kehadiran sosialisasi"),
    "rubric.start": gettext_lazy("menyusun kriteria"),
    "rubric.copy": gettext_lazy("menyalin kriteria"),
    "rubric.add": gettext_lazy("menambah kriteria"),
    "rubric.edit": gettext_lazy("mengubah kriteria"),
    "rubric.move": gettext_lazy("mengubah urutan kriteria"),
    "rubric.remove": gettext_lazy("menghapus kriteria"),
    "rubric.weigh": gettext_lazy("mengubah bobot"),
    "rubric.rules": gettext_lazy("mengubah aturan penilaian"),
    "rubric.freeze": gettext_lazy("menetapkan kriteria dan bobot"),
    "rubric.thaw": gettext_lazy("membuka kembali kriteria"),
    "sheets.assign": gettext_lazy("membagikan lembar penilaian"),
    "sheets.assigned": gettext_lazy("membuka lembar penilaian"),
    "sheets.draft": gettext_lazy("menyimpan draf nilai"),
    "sheets.submit": gettext_lazy("mengirim nilai"),
    "sheets.sent": gettext_lazy("mengirim nilai"),
    "sheets.close": gettext_lazy("menutup penilaian"),
    "sheets.closed": gettext_lazy("menutup lembar penilaian"),
    "sheets.recused": gettext_lazy("mencatat tidak ikut menilai"),
    "sheets.absent": gettext_lazy("mencatat panelis tidak hadir"),
    "sheets.withdrawn": gettext_lazy("menarik lembar penilaian"),
    "recusals.declare": gettext_lazy("menyatakan konflik kepentingan"),
    "values.record": gettext_lazy("mencatat nilai hitungan"),
    "values.forget": gettext_lazy("menghapus nilai hitungan"),
    "interviews.add_venue": gettext_lazy("menambah tempat"),
    "interviews.plan": gettext_lazy("merencanakan sesi"),
    "interviews.move_slot": gettext_lazy("memindahkan giliran"),
    "interviews.seat_panelist": gettext_lazy("menambah panelis sesi"),
    "interviews.excuse_panelist": gettext_lazy("melepas panelis sesi"),
    "interviews.record_attendance": gettext_lazy("mencatat kehadiran"),
    "interviews.close": gettext_lazy("menutup sesi"),
    "interviews.cancel": gettext_lazy("membatalkan sesi"),
    "ranking.run": gettext_lazy("menghitung peringkat sementara"),
    "review.open": gettext_lazy("membuka tanggapan cabang"),
    "review.respond": gettext_lazy("memberi tanggapan"),
    "review.reply": gettext_lazy("membalas tanggapan"),
    "decision.close": gettext_lazy("menutup rapat pleno"),
    "decision.revoke": gettext_lazy("menarik penetapan"),
    "awards.add": gettext_lazy("menambah penghargaan khusus"),
    "awards.remove": gettext_lazy("menghapus penghargaan khusus"),
    "paper.enter": gettext_lazy("mencatat dari surat bertanda tangan"),
    "paper.confirm": gettext_lazy("mengesahkan catatan surat"),
    "paper.discard": gettext_lazy("membatalkan catatan surat"),
    "request": gettext_lazy("meminta dokumen"),
    "request_certificates": gettext_lazy("meminta piagam"),
    "retry": gettext_lazy("mengulang dokumen"),
    "set_signer": gettext_lazy("menetapkan penanda tangan"),
}
# Keys that are no field of their row.
KEYS = {
    "categories": gettext_lazy("kategori"),
    "set_aside": gettext_lazy("syarat yang dikesampingkan"),
    "from_paper": gettext_lazy("dicatat dari surat bertanda tangan"),
    "round": gettext_lazy("penilaian"),
    "to": gettext_lazy("kepada"),
    "person": gettext_lazy("orang"),
    "invited": gettext_lazy("diundang"),
    "present": gettext_lazy("hadir"),
    "by": gettext_lazy("petugas"),
    "name": gettext_lazy("nama"),
    "size": gettext_lazy("ukuran (byte)"),
    "receipt": gettext_lazy("nomor tanda terima"),
    "placements": gettext_lazy("juara"),
    "run": gettext_lazy("peringkat sementara nomor"),
    "sheets": gettext_lazy("banyak lembar"),
    "sha256": gettext_lazy("kode segel"),
    "is_active": gettext_lazy("dapat masuk"),
}


def verb_word(verb: str) -> str:
    """ "mengubah"; an act without a word of ours prints its own name, so that nothing is hidden."""
    return str(VERBS.get(verb, verb.replace("_", " ").replace(".", " ")))


def table_word(label: str) -> str:
    """The screen's name of a kind of row: "Kategori"."""
    model = _model(label)
    return capfirst(str(model._meta.verbose_name)) if model else label


def part_words(labels: Iterable[str]) -> list[tuple[str, str]]:
    """The parts of the portal by name, in the order of the work."""
    return [(app.label, str(app.verbose_name)) for app in apps.get_app_configs() if app.label in set(labels)]


def changes(entry: Entry) -> list[tuple[str, str, str]]:
    """(field, before, after) of what an act changed, in words."""
    model = _model(entry.table)
    return [
        (_key(model, key), _value(model, key, entry.before.get(key)), _value(model, key, entry.after.get(key)))
        for key in _keys(entry)
    ]


def _keys(entry: Entry) -> Iterator[str]:
    yield from entry.before
    yield from (key for key in entry.after if key not in entry.before)


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _field(model: type[Model] | None, key: str) -> Field | None:
    try:
        return model._meta.get_field(key) if model else None  # type: ignore[return-value]
    except FieldDoesNotExist:
        return None


def _key(model: type[Model] | None, key: str) -> str:
    field = _field(model, key)
    name = getattr(field, "verbose_name", None) or KEYS.get(key) or key.replace("_", " ")
    return capfirst(str(name))


def _value(model: type[Model] | None, key: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return MISSING
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    field = _field(model, key)
    choices = dict(
        getattr(field, "flatchoices", None) or getattr(getattr(field, "base_field", None), "flatchoices", ())
    )
    if isinstance(value, list):
        return ", ".join(str(choices.get(part, part)) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {part}" for name, part in value.items())
    return str(choices.get(value, "")) or _moment(value) or str(value)


def _moment(value: Any) -> str:
    """A stored date or time as people read it."""
    if not isinstance(value, str) or len(value) < 10 or value[4:5] != "-":
        return ""
    try:
        moment, day = parse_datetime(value), parse_date(value)
    except ValueError:
        return ""
    if moment and len(value) > 10:
        return waktu(localtime(moment)) if moment.tzinfo else ""
    return tanggal(day) if day else ""
