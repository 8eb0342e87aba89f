from django.urls import path

from reports.views import signatures

urlpatterns = [
    path("dokumen/tanda-tangan/", signatures.signatures_bulk, name="signatures"),
    path("dokumen/tanda-tangan/<int:signed>/berkas/", signatures.signature_file, name="signature_file"),
    path("dokumen/tanda-tangan/<int:signed>/bandingkan/", signatures.signature_compare, name="signature_compare"),
    path("dokumen/<int:document>/tanda-tangan/", signatures.document_signature, name="document_signature"),
    path("dokumen/<int:document>/segel/", signatures.document_seal, name="document_seal"),
]
