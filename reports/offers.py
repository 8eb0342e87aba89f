"""Every paper that the secretariat can make, by the stage of the year that needs it.

A new kind is one `Offer` here: either a form and a verb, served by the pages of offers, or a page of its own.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from paritrana.accounts.models import User
from paritrana.committees.models import Category
from reports import offering, services
from reports.documents import Data
from reports.forms import ceremony as ceremony_forms
from reports.forms import day_lists as day_list_forms
from reports.forms import decisions as decision_forms
from reports.forms import letters as letter_forms
from reports.forms import reports as report_forms
from reports.models import Document
from reports.offering import Group, Offer
from reports.services import ceremony, day_lists, decisions, feedback, letters
from reports.services import reports as report_verbs
from scoring.ranking_queries import latest_run

Kind = Document.Kind


def _ranking_report(category: Category, *, by: User, **typed: Data) -> Document:
    run = latest_run(category)
    assert run is not None, "`after_ranking` was asked"
    return services.request_ranking_report(run, by=by)


OFFERS: list[Offer] = [
    Offer(
        kind=Kind.COMMITTEE_DECREE,
        slug="sk-panitia",
        group=Group.PREPARATION,
        about=gettext_lazy("Susunan panitia dengan unsur, orang atau “menunggu penunjukan”, dan masa tugas."),
        form=decision_forms.CommitteeDecreeForm,
        verb=decisions.request_committee_decree,
        signed=True,
        why_not=offering.needs_committee,
    ),
    Offer(
        kind=Kind.SEAT_REQUEST,
        slug="permohonan-wakil",
        group=Group.PREPARATION,
        about=gettext_lazy("Surat kepada lembaga agar menunjuk wakil untuk peran yang masih kosong."),
        form=letter_forms.SeatRequestForm,
        verb=letters.request_seat_letters,
        many=True,
        signed=True,
        why_not=offering.needs_committee,
    ),
    Offer(
        kind=Kind.INTEGRITY,
        slug="pakta-integritas",
        group=Group.PREPARATION,
        about=gettext_lazy("Pernyataan tiap panelis, dengan konflik kepentingan yang sudah dinyatakan."),
        form=letter_forms.IntegrityForm,
        verb=letters.request_integrity,
        many=True,
        why_not=offering.needs_people,
    ),
    Offer(
        kind=Kind.MEETING,
        slug="undangan-rapat",
        group=Group.PREPARATION,
        about=gettext_lazy("Surat undangan rapat panitia dengan agenda dan yang diundang."),
        page="meetings",
        many=True,
    ),
    Offer(
        kind=Kind.SELECTION,
        slug="berita-acara-seleksi",
        group=Group.SELECTION,
        about=gettext_lazy("Siapa memutuskan, dasar seleksi, dan alasan tiap kandidat."),
        per="category",
        page="selection_minutes",
        why_not=offering.after_selection,
    ),
    Offer(
        kind=Kind.SELECTION_NOTICE,
        slug="pemberitahuan-seleksi",
        group=Group.SELECTION,
        about=gettext_lazy("Surat lolos atau tidak lolos dengan penjelasan, satu untuk tiap kandidat."),
        per="category",
        form=letter_forms.SelectionNoticeForm,
        verb=letters.request_selection_notices,
        many=True,
        signed=True,
        why_not=offering.after_selection,
    ),
    Offer(
        kind=Kind.INVITATION,
        slug="undangan-wawancara",
        group=Group.INTERVIEWS,
        about=gettext_lazy("Satu surat untuk tiap giliran."),
        page="invitations",
        many=True,
        why_not=offering.needs_turns,
    ),
    Offer(
        kind=Kind.SCHEDULE,
        slug="jadwal",
        group=Group.INTERVIEWS,
        about=gettext_lazy("Hari, tempat, giliran, dan panelis dari semua sesi atau satu sesi."),
        form=day_list_forms.ScheduleForm,
        verb=day_lists.request_schedule,
        many=True,
        why_not=offering.needs_sessions,
    ),
    Offer(
        kind=Kind.ATTENDANCE,
        slug="daftar-hadir",
        group=Group.INTERVIEWS,
        about=gettext_lazy("Baris tanda tangan untuk delegasi dan panitia pada satu sesi, atau untuk satu rapat."),
        form=day_list_forms.AttendanceForm,
        verb=day_lists.request_attendance,
        many=True,
    ),
    Offer(
        kind=Kind.DAY_PACK,
        slug="paket-hari-h",
        group=Group.INTERVIEWS,
        about=gettext_lazy("Satu berkas untuk pencetak: urutan, daftar hadir, papan nama, lembar kosong, kontak."),
        per="session",
        page="day_pack",
    ),
    Offer(
        kind=Kind.INTERVIEW_MINUTES,
        slug="berita-acara-wawancara",
        group=Group.INTERVIEWS,
        about=gettext_lazy("Urutan, waktu, kehadiran, dan kode segel dari penutupan sesi."),
        per="session",
        page="interview_minutes",
        why_not=offering.after_closing,
    ),
    Offer(
        kind=Kind.COVERAGE_REPORT,
        slug="laporan-cakupan",
        group=Group.PLENARY,
        about=gettext_lazy("Cakupan tiap kabupaten/kota per segmen dengan penyebut dan jenisnya; juga XLSX dan CSV."),
        form=report_forms.CoverageReportForm,
        verb=report_verbs.request_coverage_report,
        many=True,
    ),
    Offer(
        kind=Kind.PANEL_REPORT,
        slug="laporan-panelis",
        group=Group.PLENARY,
        about=gettext_lazy("Tiap panelis: lembar, rata-rata, sebaran, ketat atau longgar, nilai ekstrem. Internal."),
        per="category",
        verb=report_verbs.request_panel_report,
        why_not=offering.after_scoring,
    ),
    Offer(
        kind=Kind.SCORE_SHEETS,
        slug="lembar-terisi",
        group=Group.PLENARY,
        about=gettext_lazy("Salinan semua lembar penilaian dengan nilainya, satu halaman tiap panelis. Internal."),
        per="category",
        form=report_forms.ScoreSheetsForm,
        verb=report_verbs.request_score_sheets,
        many=True,
        why_not=offering.after_scoring,
    ),
    Offer(
        kind=Kind.RANKING_REPORT,
        slug="laporan-peringkat",
        group=Group.PLENARY,
        about=gettext_lazy("Peringkat terakhir dengan komponen nilai, tanggapan cabang, dan putusan bila sudah ada."),
        per="category",
        verb=_ranking_report,
        why_not=offering.after_ranking,
    ),
    Offer(
        kind=Kind.PLENARY_MINUTES,
        slug="berita-acara-pleno",
        group=Group.PLENARY,
        about=gettext_lazy("Kehadiran semua peran, peringkat yang dipakai, putusan dengan alasan, dan kode segel."),
        per="category",
        form=decision_forms.PlenaryMinutesForm,
        verb=decisions.request_plenary_minutes,
        why_not=offering.after_meeting,
    ),
    Offer(
        kind=Kind.DECREE,
        slug="keputusan",
        group=Group.PLENARY,
        about=gettext_lazy("Rancangan Keputusan Gubernur dengan lampiran penerima dari putusan yang berlaku."),
        form=decision_forms.WinnersDecreeForm,
        verb=decisions.request_decree,
        signed=True,
        why_not=offering.after_any_decision,
    ),
    Offer(
        kind=Kind.CHANGE_DECREE,
        slug="keputusan-perubahan",
        group=Group.PLENARY,
        about=gettext_lazy("Rancangan Keputusan perubahan: apa menggantikan apa, dan atas dasar apa."),
        per="category",
        form=decision_forms.ChangeDecreeForm,
        verb=decisions.request_change_decree,
        signed=True,
        why_not=offering.after_change,
    ),
    Offer(
        kind=Kind.OBJECTION_REPLY,
        slug="jawaban-sanggahan",
        group=Group.PLENARY,
        about=gettext_lazy("Surat jawaban atas satu sanggahan: isi, jawaban, dan dasarnya."),
        per="category",
        form=letter_forms.ObjectionReplyForm,
        verb=letters.request_objection_reply,
        many=True,
        signed=True,
        why_not=offering.after_objection,
    ),
    Offer(
        kind=Kind.CERTIFICATE,
        slug="piagam",
        group=Group.CEREMONY,
        about=gettext_lazy("Piagam untuk tiap penerima dari putusan yang berlaku."),
        per="category",
        page="certificates",
        many=True,
        why_not=offering.after_decision,
    ),
    Offer(
        kind=Kind.PRIZE_RECEIPT,
        slug="tanda-terima-hadiah",
        group=Group.CEREMONY,
        about=gettext_lazy("Hadiah tiap juara, dengan baris tanda tangan untuk tiap penerima."),
        per="category",
        form=ceremony_forms.PrizeReceiptForm,
        verb=ceremony.request_prize_receipt,
        why_not=offering.after_decision,
    ),
    Offer(
        kind=Kind.HANDOVER,
        slug="urutan-penyerahan",
        group=Group.CEREMONY,
        about=gettext_lazy("Urutan dari juara terakhir ke pertama dengan kalimat untuk MC; nama mirip dipisahkan."),
        form=ceremony_forms.HandoverForm,
        verb=ceremony.request_handover,
        why_not=offering.after_any_decision,
    ),
    Offer(
        kind=Kind.FEEDBACK,
        slug="umpan-balik",
        group=Group.CEREMONY,
        about=gettext_lazy("Nilai sendiri, kekuatan, yang perlu ditingkatkan; dibaca kandidat setelah diumumkan."),
        per="category",
        verb=feedback.request_feedback,
        many=True,
        why_not=offering.after_decision,
    ),
    Offer(
        kind=Kind.ROUND_REPORT,
        slug="laporan-pelaksanaan",
        group=Group.CEREMONY,
        about=gettext_lazy("Tahapan, panitia, jumlah kandidat, cakupan, hasil, dan nomor berita acara."),
        verb=report_verbs.request_round_report,
    ),
    Offer(
        kind=Kind.DOSSIER,
        slug="berkas-penerusan",
        group=Group.NATIONAL,
        about=gettext_lazy("Arsip juara pertama untuk tingkat nasional, dan catatan penerusannya."),
        per="category",
        page="dossier",
        why_not=offering.after_release,
    ),
    Offer(
        kind=Kind.COVER_LETTER,
        slug="surat-pengantar",
        group=Group.NATIONAL,
        about=gettext_lazy("Surat yang menyertai berkas penerusan juara pertama."),
        per="category",
        form=letter_forms.CoverLetterForm,
        verb=letters.request_cover_letter,
        signed=True,
        why_not=offering.after_dossier,
    ),
]


def source_of(document: Document) -> str:
    """The page where the next version of a paper is made; "" for those that come of themselves."""
    place = [document.edition.province.slug, document.edition.slug]
    if document.kind == Kind.MEETING:
        return reverse("meeting", args=[*place, document.pk])
    if document.kind in Document.CASES and document.nomination:
        return reverse("case_file", args=[*place, document.nomination.number])
    offer = next((offer for offer in OFFERS if offer.kind == document.kind), None)
    if offer is None:
        return ""
    keys = {
        "edition": "",
        "category": document.category.slug if document.category else "",
        "session": document.subject.partition(":")[2].partition(":")[0],
    }
    return offer.address(document.edition, keys[offer.per])


def find(slug: str) -> Offer | None:
    """The offer served at `dokumen/buat/<slug>/`."""
    return next((offer for offer in OFFERS if offer.slug == slug and offer.verb), None)
