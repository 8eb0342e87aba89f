from django.urls import include, path

from scoring.views import conflicts, progress, rubric, sheets

RUBRIC = "kriteria/<slug:category>/"
PROGRESS = "penilaian/kemajuan/<slug:category>/"

urlpatterns = [
    path("kriteria/", rubric.rule_books, name="rule_books"),
    path(RUBRIC, rubric.rule_book, name="rule_book"),
    path(f"{RUBRIC}mulai/", rubric.rule_book_start, name="rule_book_start"),
    path(f"{RUBRIC}bobot/", rubric.rule_book_weights, name="rule_book_weights"),
    path(f"{RUBRIC}aturan/", rubric.rule_book_rules, name="rule_book_rules"),
    path(f"{RUBRIC}salin/", rubric.rule_book_copy, name="rule_book_copy"),
    path(f"{RUBRIC}tetapkan/", rubric.rule_book_freeze, name="rule_book_freeze"),
    path(f"{RUBRIC}buka/", rubric.rule_book_thaw, name="rule_book_thaw"),
    path(f"{RUBRIC}tambah/", rubric.criterion, name="criterion_add"),
    path(f"{RUBRIC}<int:pk>/", rubric.criterion, name="criterion"),
    path(f"{RUBRIC}<int:pk>/hapus/", rubric.criterion_remove, name="criterion_remove"),
    path(f"{RUBRIC}<int:pk>/pindah/", rubric.criterion_move, name="criterion_move"),
    path("penilaian/", sheets.sheet_list, name="sheets"),
    path("penilaian/<int:pk>/", sheets.sheet, name="sheet"),
    path("penilaian/kemajuan/", progress.progress_list, name="progress_list"),
    path(PROGRESS, progress.progress, name="progress"),
    path(f"{PROGRESS}dokumen/", progress.desk_open, name="desk_open"),
    path(f"{PROGRESS}pengganti/", progress.hand_overs, name="hand_overs"),
    path(f"{PROGRESS}cakupan/", progress.coverage_values, name="coverage_values"),
    path(f"{PROGRESS}tutup/", progress.scoring_close, name="scoring_close"),
    path(f"{PROGRESS}<int:pk>/", progress.sheet_follow, name="sheet_follow"),
    path("konflik/", conflicts.conflicts, name="conflicts"),
    path("", include("scoring.ranking_urls")),
]
