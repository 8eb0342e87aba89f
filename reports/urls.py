from django.urls import path

from reports import views

urlpatterns = [
    path("dokumen/", views.document_list, name="documents"),
    path("dokumen/penanda-tangan/", views.signer, name="signer"),
    path("dokumen/laporan/", views.report, name="report"),
    path("dokumen/piagam/<slug:category>/", views.certificates, name="certificates"),
    path("dokumen/kumpulan/<int:batch>/", views.batch, name="batch"),
    path("dokumen/<int:document>/unduh/", views.document_file, name="document_file"),
    path("dokumen/<int:document>/ulang/", views.document_retry, name="document_retry"),
]
