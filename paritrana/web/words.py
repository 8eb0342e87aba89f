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
    "holidays.add": gettext_lazy("menambah hari libur provinsi"),
    "holidays.remove": gettext_lazy("menghapus hari libur provinsi"),
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
    "nominees.edit": gettext_lazy("mengubah kandidat"),
    "nominees.merge": gettext_lazy("menggabungkan kandidat"),
    "candidates.receive": gettext_lazy("mengunggah daftar kandidat"),
    "candidates.import": gettext_lazy("menyimpan impor kandidat"),
    "nominations.move": gettext_lazy("memindahkan ke kategori lain"),
    "nominations.refill": gettext_lazy("membuka kembali karena pindah kategori"),
    "nominations.recheck": gettext_lazy("meminta verifikasi lagi"),
    "nominations.merge": gettext_lazy("mengakhiri usulan yang digabung"),
    "nominations.take_over": gettext_lazy("melanjutkan untuk usulan yang digabung"),
    "answers.take_over": gettext_lazy("mengambil jawaban dari usulan yang digabung"),
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
    "evidence.register": gettext_lazy("mendaftarkan berkas"),
    "evidence.unregister": gettext_lazy("membatalkan berkas terdaftar"),
    "evidence.lapse": gettext_lazy("mencatat berkas terdaftar tidak sampai"),
    "evidence.restrict": gettext_lazy("menandai data dukung memuat data pribadi"),
    "files.open": gettext_lazy("membuka berkas yang memuat data pribadi"),
    "evidence.remove": gettext_lazy("menghapus data dukung"),
    "answers.object_reply": gettext_lazy("menjawab bantahan isian atas nama"),
    "sections.hand": gettext_lazy("menyerahkan bagian kepada rekan"),
    "sections.take_back": gettext_lazy("menarik kembali bagian"),
    "letters.put": gettext_lazy("mengunggah surat bertanda tangan"),
    "selection.set_basis": gettext_lazy("menetapkan dasar seleksi administrasi"),
    "selection.minute": gettext_lazy("mencatat berita acara seleksi administrasi"),
    "replacements.ask": gettext_lazy("mengajukan penggantian berkas"),
    "replacements.extend": gettext_lazy("memperpanjang batas berkas satu butir"),
    "replacements.decide": gettext_lazy("memutuskan penggantian berkas"),
    "replacements.replace": gettext_lazy("mengganti berkas"),
    "submissions.send": gettext_lazy("menerima kiriman"),
    "verification.turn": gettext_lazy("mengubah hasil pemeriksaan karena batas atau pengembalian"),
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
    "coverage.cutoff": gettext_lazy("menetapkan tanggal pisah batas cakupan"),
    "coverage.propose": gettext_lazy("mengajukan koreksi cakupan"),
    "coverage.sign": gettext_lazy("mengesahkan koreksi cakupan"),
    "coverage.discard": gettext_lazy("membatalkan koreksi cakupan"),
    "protection.add_group": gettext_lazy("menambah kelompok pekerja"),
    "protection.edit_group": gettext_lazy("mengubah kelompok pekerja"),
    "protection.remove_group": gettext_lazy("menghapus kelompok pekerja"),
    "protection.enter": gettext_lazy("mengisi perlindungan kelompok pekerja"),
    "regulations.add": gettext_lazy("mencatat regulasi"),
    "regulations.edit": gettext_lazy("mengubah regulasi"),
    "regulations.remove": gettext_lazy("menghapus regulasi dari daftar"),
    "outreach.add": gettext_lazy("mencatat sosialisasi"),
    "outreach.edit": gettext_lazy("mengubah sosialisasi"),
    "outreach.remove": gettext_lazy("menghapus sosialisasi"),
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
    "quorum.choose": gettext_lazy("memilih jalan keluar karena kuorum tidak tercapai"),
    "amendments.propose": gettext_lazy("mengusulkan perubahan kriteria"),
    "amendments.confirm": gettext_lazy("mengonfirmasi perubahan kriteria"),
    "amendments.discard": gettext_lazy("membatalkan usulan perubahan kriteria"),
    "sheets.assign": gettext_lazy("membagikan lembar penilaian"),
    "sheets.assigned": gettext_lazy("membuka lembar penilaian"),
    "sheets.draft": gettext_lazy("menyimpan draf nilai"),
    "sheets.submit": gettext_lazy("mengirim nilai"),
    "sheets.sent": gettext_lazy("mengirim nilai"),
    "sheets.seal": gettext_lazy("menyegel nilai satu giliran"),
    "sheets.close": gettext_lazy("menutup penilaian"),
    "sheets.closed": gettext_lazy("menutup lembar penilaian"),
    "sheets.recused": gettext_lazy("mencatat tidak ikut menilai"),
    "sheets.absent": gettext_lazy("mencatat lembar yang tidak ada nilainya"),
    "sheets.forget_notes": gettext_lazy("menghapus catatan pribadi pada waktunya:"),
    "sheets.withdrawn": gettext_lazy("menarik lembar penilaian"),
    "sheets.question": gettext_lazy("meminta penjelasan nilai"),
    "sheets.reason": gettext_lazy("menjelaskan nilai"),
    "sheets.amend": gettext_lazy("mengubah nilai dengan koreksi"),
    "marks.propose": gettext_lazy("mengajukan koreksi nilai"),
    "marks.sign": gettext_lazy("mengesahkan koreksi nilai"),
    "marks.discard": gettext_lazy("membatalkan koreksi nilai"),
    "recusals.declare": gettext_lazy("menyatakan konflik kepentingan"),
    "recusals.answer": gettext_lazy("menjawab dugaan konflik: tidak ada"),
    "recusals.propose_lift": gettext_lazy("mengusulkan pencabutan konflik kepentingan"),
    "recusals.lift": gettext_lazy("mencabut konflik kepentingan"),
    "recusals.keep": gettext_lazy("menolak pencabutan konflik kepentingan"),
    "values.record": gettext_lazy("mencatat nilai hitungan"),
    "values.forget": gettext_lazy("menghapus nilai hitungan"),
    "interviews.add_venue": gettext_lazy("menambah tempat"),
    "interviews.plan": gettext_lazy("merencanakan sesi"),
    "interviews.start_plan": gettext_lazy("membuka rancangan jadwal"),
    "interviews.set_demands": gettext_lazy("mengubah ketentuan jadwal"),
    "interviews.draw": gettext_lazy("menetapkan nomor undian"),
    "interviews.propose": gettext_lazy("menyusun jadwal"),
    "interviews.move_turn": gettext_lazy("memindahkan giliran dalam rancangan"),
    "interviews.publish_plan": gettext_lazy("menerbitkan jadwal"),
    "interviews.move_slot": gettext_lazy("memindahkan giliran"),
    "interviews.seat_panelist": gettext_lazy("menambah panelis sesi"),
    "interviews.excuse_panelist": gettext_lazy("melepas panelis sesi"),
    "interviews.record_attendance": gettext_lazy("mencatat kehadiran"),
    "interviews.offer_device": gettext_lazy("membuat kode perangkat cadangan"),
    "interviews.open_device": gettext_lazy("membuka perangkat cadangan"),
    "interviews.end_device": gettext_lazy("menutup perangkat cadangan"),
    "interviews.hand_in_copy": gettext_lazy("menyerahkan salinan nilai"),
    "interviews.decide_copy": gettext_lazy("memutuskan salinan nilai"),
    "interviews.remind": gettext_lazy("mengingatkan panelis yang belum mengirim nilai"),
    "interviews.call": gettext_lazy("memanggil kandidat"),
    "interviews.uncall": gettext_lazy("membatalkan panggilan kandidat"),
    "interviews.start": gettext_lazy("memulai giliran"),
    "interviews.pause": gettext_lazy("menjeda giliran"),
    "interviews.resume": gettext_lazy("melanjutkan giliran"),
    "interviews.finish": gettext_lazy("mengakhiri giliran"),
    "interviews.to_end": gettext_lazy("memindahkan giliran ke urutan terakhir"),
    "interviews.free_turn": gettext_lazy("membatalkan giliran kandidat yang mundur"),
    "interviews.write_record": gettext_lazy("menulis notulen"),
    "interviews.close": gettext_lazy("menutup sesi"),
    "interviews.cancel": gettext_lazy("membatalkan sesi"),
    "interviews.relocate": gettext_lazy("memindahkan tempat sesi"),
    "interviews.reply": gettext_lazy("mengonfirmasi kehadiran wawancara"),
    "presentations.put": gettext_lazy("menyerahkan bahan paparan"),
    "presentations.drop_video": gettext_lazy("menghapus tautan video paparan"),
    "calendar.make": gettext_lazy("membuat alamat kalender"),
    "calendar.revoke": gettext_lazy("mencabut alamat kalender"),
    "ranking.run": gettext_lazy("menghitung peringkat sementara"),
    "ledger.keep": gettext_lazy("memeriksa catatan penilaian dan menyimpan ujungnya"),
    "robustness.ask": gettext_lazy("menghitung lagi ketahanan urutan"),
    "robustness.explain": gettext_lazy("menulis alasan atas nilai yang berdekatan"),
    "review.open": gettext_lazy("membuka tanggapan cabang"),
    "review.respond": gettext_lazy("memberi tanggapan"),
    "review.reply": gettext_lazy("membalas tanggapan"),
    "decision.close": gettext_lazy("menutup rapat pleno"),
    "decision.revoke": gettext_lazy("menarik penetapan"),
    "objections.rules": gettext_lazy("mengubah aturan sanggahan"),
    "objections.hand_over": gettext_lazy("mencatat penyerahan hasil di atas kertas"),
    "objections.open": gettext_lazy("membuka masa sanggah"),
    "objections.file": gettext_lazy("mengajukan sanggahan"),
    "objections.answer": gettext_lazy("menjawab sanggahan"),
    "changes.open": gettext_lazy("membuka perubahan penetapan"),
    "changes.decide": gettext_lazy("menetapkan hasil yang diubah"),
    "changes.issue": gettext_lazy("menerbitkan Keputusan perubahan"),
    "changes.discard": gettext_lazy("membatalkan perubahan penetapan"),
    "certificates.withdraw": gettext_lazy("mencabut piagam dari putusan sebelumnya"),
    "certificates.recall": gettext_lazy("menarik piagam"),
    "certificates.returned": gettext_lazy("mencatat piagam kembali"),
    "awards.add": gettext_lazy("menambah penghargaan khusus"),
    "awards.remove": gettext_lazy("menghapus penghargaan khusus"),
    "feedback.draft": gettext_lazy("menulis catatan untuk kandidat"),
    "feedback.release": gettext_lazy("menyetujui catatan untuk kandidat"),
    "paper.enter": gettext_lazy("mencatat dari surat bertanda tangan"),
    "paper.confirm": gettext_lazy("mengesahkan catatan surat"),
    "paper.discard": gettext_lazy("membatalkan catatan surat"),
    "paper_sheets.enter": gettext_lazy("mencatat nilai dari lembar kertas"),
    "paper_sheets.read": gettext_lazy("membuka lembar kertas untuk dicocokkan"),
    "paper_sheets.reject": gettext_lazy("menolak catatan lembar kertas"),
    "paper_sheets.pick": gettext_lazy("memilih antara lembar kertas dan layar"),
    "sheets.from_paper": gettext_lazy("mengesahkan nilai dari kertas"),
    "request": gettext_lazy("meminta dokumen"),
    "request_certificates": gettext_lazy("meminta piagam"),
    "batch.pause": gettext_lazy("menjeda pembuatan dokumen"),
    "batch.resume": gettext_lazy("melanjutkan pembuatan dokumen"),
    "batch.cancel": gettext_lazy("membatalkan pembuatan dokumen"),
    "batch.retry": gettext_lazy("mengulang dokumen yang gagal"),
    "request_letters": gettext_lazy("meminta surat"),
    "set_prize": gettext_lazy("menetapkan hadiah"),
    "letters.send": gettext_lazy("menyampaikan surat"),
    "request_invitations": gettext_lazy("meminta undangan wawancara"),
    "invitations.send": gettext_lazy("menyampaikan undangan"),
    "meetings.call_off": gettext_lazy("membatalkan rapat"),
    "signatures.begin": gettext_lazy("menyerahkan dokumen untuk ditandatangani"),
    "signatures.compare": gettext_lazy("membandingkan berkas bertanda tangan"),
    "signatures.judge": gettext_lazy("memeriksa berkas bertanda tangan"),
    "retry": gettext_lazy("mengulang dokumen"),
    "documents.revoke": gettext_lazy("mencabut dokumen"),
    "log.close": gettext_lazy("menutup hari catatan dokumen"),
    "cases.make": gettext_lazy("membuat berkas perkara"),
    "dossier.columns": gettext_lazy("mengubah kolom berkas penerusan"),
    "wording.write": gettext_lazy("menyimpan redaksi naskah"),
    "dossier.forward": gettext_lazy("meneruskan ke tingkat nasional dengan surat"),
    "set_signer": gettext_lazy("menetapkan penanda tangan"),
    "remove_signer": gettext_lazy("menghapus penanda tangan"),
    "style.set": gettext_lazy("mengubah tata naskah"),
    "numbers.set": gettext_lazy("mengatur sumber nomor dan tembusan"),
    "numbers.give": gettext_lazy("mengisi nomor dokumen"),
    "certificates.handed": gettext_lazy("mencatat piagam ditandatangani atau diserahkan"),
    "decree.set": gettext_lazy("mencatat nomor dan tanggal Keputusan"),
    "decree.accept": gettext_lazy("menerima tanggal yang tidak sejalan"),
    "names.confirm": gettext_lazy("mengonfirmasi nama pada piagam"),
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
    "members": gettext_lazy("delegasi"),
    "version": gettext_lazy("versi"),
    "count": gettext_lazy("banyaknya"),
    "pattern": gettext_lazy("pola nomor"),
    "present": gettext_lazy("hadir"),
    "by": gettext_lazy("petugas"),
    "name": gettext_lazy("nama"),
    "size": gettext_lazy("ukuran (byte)"),
    "receipt": gettext_lazy("nomor tanda terima"),
    "placements": gettext_lazy("juara"),
    "run": gettext_lazy("peringkat sementara nomor"),
    "sheets": gettext_lazy("banyak lembar"),
    "not_counted": gettext_lazy("butir yang tidak lagi dihitung"),
    "codes": gettext_lazy("butir"),
    "files": gettext_lazy("berkas"),
    "choices": gettext_lazy("pilihan"),
    "proposed": gettext_lazy("diusulkan"),
    "added": gettext_lazy("baru tercatat"),
    "amended": gettext_lazy("diperbarui"),
    "skipped": gettext_lazy("dilewati"),
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
