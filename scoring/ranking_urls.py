"""Ranking, review, plenary and papers: pages of an edition."""

from django.urls import URLPattern, path

from scoring.views import paper, plenary, ranking, review

urlpatterns: list[URLPattern] = [
    path("peringkat/", ranking.rankings, name="rankings"),
    path("peringkat/<slug:category>/", ranking.ranking, name="ranking"),
    path("peringkat/<slug:category>/hitung/", ranking.ranking_run, name="ranking_run"),
    path("peringkat/<slug:category>/<int:number>/", ranking.explanation, name="explanation"),
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
