"""Comments for candidates, and the proof that their sheets counted: pages of an edition."""

from django.urls import URLPattern, path

from scoring.views import feedback

urlpatterns: list[URLPattern] = [
    path("peringkat/<slug:category>/catatan/", feedback.feedback_comments, name="feedback_comments"),
    path("peringkat/<slug:category>/catatan/setujui/", feedback.feedback_release, name="feedback_release"),
    path("peringkat/<slug:category>/<int:number>/bukti/", feedback.own_proof, name="own_proof"),
    path("peringkat/<slug:category>/catatan/<int:number>/", feedback.feedback_comment, name="feedback_comment"),
]
