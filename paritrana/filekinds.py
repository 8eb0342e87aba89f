"""The kinds of files, and what to do with one that is not taken. What a file really is: `files.inspection`."""

from django.utils.translation import gettext_lazy as _

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# Shown in the page itself when asked for; everything else is only downloaded.
SHOWN = {"pdf", "jpg", "png", "webp"}
# One sentence that helps, instead of a bare refusal (users.md 2.6).
WAYS_OUT = {
    "xls": _("Buka di Excel, pilih Simpan Sebagai .xlsx, lalu unggah lagi."),
    "doc": _("Buka di Word, pilih Simpan Sebagai .docx atau PDF, lalu unggah lagi."),
    "ppt": _("Buka di PowerPoint, pilih Simpan Sebagai .pptx atau PDF, lalu unggah lagi."),
    "zip": _("Keluarkan isinya, lalu unggah berkasnya satu per satu."),
    "rar": _("Keluarkan isinya, lalu unggah berkasnya satu per satu."),
    "7z": _("Keluarkan isinya, lalu unggah berkasnya satu per satu."),
    "heic": _("Simpan foto sebagai JPG, lalu unggah lagi."),
    "mp4": _("Video tidak diterima sebagai data dukung. Unggah foto atau dokumen kegiatannya."),
}
