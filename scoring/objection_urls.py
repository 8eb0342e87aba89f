"""Masa sanggah and Keputusan perubahan: pages of an edition."""

from django.urls import URLPattern, path

from scoring.views import changes, objections

OF = "sanggah/<slug:category>/"
CHANGE = "perubahan/<slug:category>/<int:change>/"

urlpatterns: list[URLPattern] = [
    path("sanggah/", objections.objections, name="objections"),
    path("sanggah/aturan/", objections.objection_rules, name="objection_rules"),
    path(OF, objections.objections_of, name="objections_of"),
    path(f"{OF}buka/", objections.objection_open, name="objection_open"),
    path(f"{OF}serah/<int:number>/", objections.objection_hand_over, name="objection_hand_over"),
    path(f"{OF}baru/<int:number>/", objections.objection_new, name="objection_new"),
    path(f"{OF}<int:number>/", objections.objection, name="objection"),
    path(f"{OF}<int:number>/jawab/", objections.objection_answer, name="objection_answer"),
    path(f"{OF}<int:number>/surat-jawaban/", objections.objection_letter, name="objection_letter"),
    path(f"{OF}<int:number>/bukti/<int:file>/", objections.objection_file, name="objection_file"),
    path("perubahan/<slug:category>/", changes.changes, name="changes"),
    path(CHANGE, changes.change, name="change"),
    path(f"{CHANGE}putusan/", changes.change_decide, name="change_decide"),
    path(f"{CHANGE}terbit/", changes.change_issue, name="change_issue"),
    path(f"{CHANGE}batal/", changes.change_discard, name="change_discard"),
]
