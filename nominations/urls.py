from django.urls import path

from nominations import coverage_urls
from nominations.views import answers, calls, colleagues, instruments, nominations, selection, uploads, verification

urlpatterns = [
    path("usulan/", nominations.nomination_list, name="nominations"),
    path("usulan/baru/", nominations.propose, name="nomination_new"),
    path("usulan/kandidat-baru/", nominations.nominee_new, name="nominee_new"),
    path("usulan/hubungan/", calls.call_list, name="calls"),
    path("usulan/<int:number>/hubungan/", calls.call, name="call"),
    path("usulan/<int:number>/", nominations.nomination_detail, name="nomination"),
    path("usulan/<int:number>/tindakan/", nominations.nomination_act, name="nomination_act"),
    path("usulan/<int:number>/perpanjangan/", nominations.nomination_extend, name="nomination_extend"),
    path("usulan/<int:number>/periksa/", answers.nomination_check, name="nomination_check"),
    path("usulan/<int:number>/terkirim/", answers.nomination_sent, name="nomination_sent"),
    path("usulan/<int:number>/data-dukung/<int:evidence>/", answers.evidence, name="evidence"),
    path(
        "usulan/<int:number>/data-dukung/<int:evidence>/pratinjau/", answers.evidence_preview, name="evidence_preview"
    ),
    path("usulan/<int:number>/bukti/<int:indicator>/unggah/", uploads.evidence_upload, name="evidence_upload"),
    path("usulan/<int:number>/data-dukung/<int:evidence>/keadaan/", answers.evidence_state, name="evidence_state"),
    path("usulan/<int:number>/rekan/", colleagues.colleagues, name="colleagues"),
    path("usulan/<int:number>/rekan/<int:seat>/slip/", colleagues.colleague_slip, name="colleague_slip"),
    path("usulan/<int:number>/<slug:section>/", answers.nomination_section, name="nomination_section"),
    path("verifikasi/", verification.verification_board, name="verification"),
    path("verifikasi/<int:number>/", verification.verification_file, name="verification_file"),
    path("verifikasi/<int:number>/butir/<int:answer>/", verification.verify_answer, name="verify_answer"),
    path(
        "verifikasi/<int:number>/butir/<int:answer>/riwayat/",
        verification.verification_history,
        name="verification_history",
    ),
    path("verifikasi/<int:number>/bagian/<slug:section>/", verification.verification_hold, name="verification_hold"),
    path("verifikasi/<int:number>/kembalikan/", verification.verification_return, name="verification_return"),
    path("verifikasi/<int:number>/selesai/", verification.verification_complete, name="verification_complete"),
    path("verifikasi/<int:number>/lewat-batas/", verification.verification_lapse, name="verification_lapse"),
    path("seleksi/", selection.selection, name="selection"),
    path("kategori/<slug:category>/instrumen/", instruments.instrument, name="instrument"),
    path("kategori/<slug:category>/instrumen/tindakan/", instruments.instrument_act, name="instrument_act"),
    path("kategori/<slug:category>/instrumen/baru/", instruments.indicator, name="indicator_new"),
    path("kategori/<slug:category>/instrumen/<int:indicator>/", instruments.indicator, name="indicator"),
    *coverage_urls.urlpatterns,
]
