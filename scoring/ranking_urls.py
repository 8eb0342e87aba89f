"""Ranking, review, plenary and papers: pages of an edition."""

from django.urls import URLPattern, path

from scoring.views import mark_corrections, paper, plenary, quorum, ranking, review, robustness

CORRECTIONS = "peringkat/<slug:category>/koreksi/"

urlpatterns: list[URLPattern] = [
    path("peringkat/", ranking.rankings, name="rankings"),
    path("peringkat/<slug:category>/", ranking.ranking, name="ranking"),
    path("peringkat/<slug:category>/hitung/", ranking.ranking_run, name="ranking_run"),
    path("peringkat/<slug:category>/paket-hasil.json", ranking.ranking_package, name="ranking_package"),
    path("peringkat/<slug:category>/<int:number>/", ranking.explanation, name="explanation"),
    path("peringkat/<slug:category>/<int:number>/kuorum/", quorum.quorum, name="quorum"),
    path("peringkat/<slug:category>/ketahanan/", robustness.robustness, name="robustness"),
    path("peringkat/<slug:category>/ketahanan/hitung/", robustness.robustness_again, name="robustness_again"),
    path("peringkat/<slug:category>/ketahanan/alasan/", robustness.tie_reason, name="tie_reason"),
    path("peringkat/<slug:category>/ketahanan/peringkat.svg", robustness.rank_plot, name="rank_plot"),
    path("peringkat/<slug:category>/ketahanan/panel/", robustness.panel_report, name="panel_report"),
    path("peringkat/<slug:category>/ketahanan/panel.svg", robustness.panel_plot, name="panel_plot"),
    path("peringkat/<slug:category>/lembar-putusan/", robustness.decision_sheet, name="decision_sheet"),
    path(f"{CORRECTIONS}baru/<int:number>/", mark_corrections.mark_correction_new, name="mark_correction_new"),
    path(f"{CORRECTIONS}<int:pk>/", mark_corrections.mark_correction, name="mark_correction"),
    path(f"{CORRECTIONS}<int:pk>/batal/", mark_corrections.mark_correction_discard, name="mark_correction_discard"),
    path(f"{CORRECTIONS}<int:pk>/pindaian/", mark_corrections.mark_correction_scan, name="mark_correction_scan"),
    path("tinjauan/<slug:category>/", review.review, name="review"),
    path("tinjauan/<slug:category>/buka/", review.review_open, name="review_open"),
    path("tinjauan/<slug:category>/<int:number>/<str:branch>/", review.review_response, name="review_response"),
    path("tinjauan/<slug:category>/<int:number>/<str:branch>/jawaban/", review.review_reply, name="review_reply"),
    path("pleno/<slug:category>/", plenary.plenary, name="plenary"),
    path("pleno/<slug:category>/cabut/", plenary.plenary_revoke, name="plenary_revoke"),
    path("pleno/<slug:category>/penghargaan/", plenary.award_add, name="award_add"),
    path("pleno/<slug:category>/penghargaan/<int:award>/hapus/", plenary.award_remove, name="award_remove"),
    path("surat/<slug:category>/", paper.papers, name="papers"),
    path("surat/<slug:category>/baru/<slug:verb>/", paper.paper_new, name="paper_new"),
    path("surat/<slug:category>/<int:act>/", paper.paper, name="paper"),
    path("surat/<slug:category>/<int:act>/konfirmasi/", paper.paper_confirm, name="paper_confirm"),
    path("surat/<slug:category>/<int:act>/batal/", paper.paper_discard, name="paper_discard"),
    path("surat/<slug:category>/<int:act>/pindaian/", paper.paper_scan, name="paper_scan"),
]
