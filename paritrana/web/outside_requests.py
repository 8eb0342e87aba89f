"""The checks in their order, and what the network team is asked when one fails: a sentence that can be forwarded."""

from django.utils.translation import gettext_lazy as _

from paritrana.web import outside_checks as checks
from paritrana.web.outside import Check

CHECKS = [
    Check(
        _("Sertifikat TLS"),
        _("Mohon pasang sertifikat TLS %(host)s yang berlaku, lengkap dengan sertifikat antaranya."),
        checks.certificate,
    ),
    Check(
        _("Portal terjangkau"),
        _("Mohon buka %(host)s untuk peramban biasa; permintaan GET saja sudah ditolak sebelum sampai di portal."),
        checks.reachable,
        alone=True,
    ),
    Check(
        _("Pengalihan alamat"),
        _("Mohon alihkan http://%(host)s ke https dan kirim Host serta X-Forwarded-Proto ke portal apa adanya."),
        checks.redirects,
    ),
    Check(
        _("Kuki"),
        _("Mohon jangan ubah Set-Cookie dari portal; pengelola portal menyetel HTTPS=1 bila alamatnya https."),
        checks.cookies,
    ),
    Check(
        _("Kepala jawaban"),
        _("Mohon jangan hapus atau ubah kepala jawaban portal untuk %(host)s."),
        checks.answer_headers,
    ),
    Check(
        _("Kompresi"),
        _("Mohon teruskan Accept-Encoding dan jangan bongkar gzip dari portal; tanpa itu halaman jauh lebih berat."),
        checks.compressed,
    ),
    Check(
        _("Alamat pengunjung"),
        _(
            "Mohon tambahkan alamat pengunjung di akhir X-Forwarded-For; pengelola portal menyetel TRUSTED_PROXY_COUNT"
            " sebanyak proksi yang menambahkannya. Tanpa itu seisi kantor dihitung sebagai satu orang."
        ),
        checks.address,
    ),
    Check(
        _("Jam"),
        _("Mohon samakan jam portal, proksi, dan komputer ini dengan NTP; tenggat memakai jam portal."),
        checks.clock,
    ),
    Check(
        _("Kepala panjang"),
        _("Mohon terima satu baris kepala permintaan sampai 4 KB (nginx: large_client_header_buffers)."),
        checks.long_header,
    ),
    Check(
        _("Metode PATCH"),
        _("Mohon izinkan metode PATCH untuk https://%(host)s/unggahan/ di WAF dan proksi (CRS: tx.allowed_methods)."),
        checks.patch,
    ),
    Check(
        _("POST pengganti PATCH"),
        _("Mohon teruskan kepala X-HTTP-Method-Override pada POST ke /unggahan/: jalan cadangan bila PATCH ditolak."),
        checks.override,
    ),
    Check(
        _("Metode HEAD dan DELETE"),
        _("Mohon izinkan metode HEAD dan DELETE untuk https://%(host)s/unggahan/."),
        checks.head_and_delete,
    ),
    Check(
        _("Kepala unggahan"),
        _("Mohon teruskan kepala Tus-Resumable dan Upload-* pada permintaan dan jawaban."),
        checks.upload_headers,
    ),
    Check(
        _("Isi besar"),
        _("Mohon izinkan isi permintaan %(mb)s MB atau lebih untuk %(host)s (nginx: client_max_body_size)."),
        checks.large_body,
    ),
    Check(
        _("Unggahan yang diam"),
        _("Mohon jangan putuskan unggahan yang diam %(idle)s detik (nginx: client_body_timeout)."),
        checks.idle,
    ),
    Check(
        _("Jawaban yang lama"),
        _("Mohon tunggu jawaban portal %(wait)s detik atau lebih sebelum memutus (nginx: proxy_read_timeout)."),
        checks.late_answer,
    ),
]
