from django.urls import path

from scoring.views import paper_sheets

PAPER = "penilaian/kertas/"

urlpatterns = [
    path(PAPER, paper_sheets.paper_sheets, name="paper_sheets"),
    path(f"{PAPER}catat/<int:sheet>/<int:version>/", paper_sheets.paper_sheet_new, name="paper_sheet_new"),
    path(f"{PAPER}<int:pk>/", paper_sheets.paper_sheet, name="paper_sheet"),
    path(f"{PAPER}<int:pk>/konfirmasi/", paper_sheets.paper_sheet_confirm, name="paper_sheet_confirm"),
    path(f"{PAPER}<int:pk>/tolak/", paper_sheets.paper_sheet_reject, name="paper_sheet_reject"),
    path(f"{PAPER}<int:pk>/pindaian/", paper_sheets.paper_sheet_scan, name="paper_sheet_scan"),
    path(f"{PAPER}<int:pk>/pilih/", paper_sheets.paper_sheet_pick, name="paper_sheet_pick"),
]
