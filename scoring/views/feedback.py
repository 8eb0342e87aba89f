"""A candidate's own marks after the announcement, and the comments that the chair releases for them."""

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from nominations.models import Nomination
from nominations.queries import lines
from paritrana.access import may
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import PortalForm, refused
from paritrana.htmx import render
from scoring import commitments
from scoring import explanation as reading
from scoring.engine.canonical import canonical
from scoring.feedback_queries import has_proof, lines_of
from scoring.models import FeedbackComment, Placement, RankingRow, SpecialAward
from scoring.services import feedback as verbs
from scoring.views.frame import address, category_of, frame

PAGE = 50


class CommentForm(PortalForm):
    submit_label = gettext_lazy("Simpan catatan")
    text = forms.CharField(
        label=gettext_lazy("Catatan untuk kandidat"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Tentang berkas dan wawancaranya sendiri. Jangan menyebut penilai atau kandidat lain."),
    )


def own_feedback(request: HttpRequest, row: RankingRow) -> HttpResponse:
    """What the people of a candidate read: own marks, verified values with reasons, the winners, the comment."""
    user, nomination, category = request.user, row.nomination, row.run.category
    nomination.edition = category.edition
    winners = Placement.objects.visible_to(user, "results.view").filter(decision__category=category)
    awards = SpecialAward.objects.visible_to(user, "results.view").filter(category=category)
    comments = FeedbackComment.objects.visible_to(user, "feedback.view").filter(nomination=nomination)
    found = lines_of(row)
    page = frame(category, (str(nomination.nominee), nomination.get_absolute_url()), (_("Penjelasan nilai"), None))
    page["breadcrumbs"] = page["breadcrumbs"][1:]
    return render(
        request,
        "scoring/feedback.html",
        page
        | {
            "row": row,
            "nomination": nomination,
            "reason": reading.reason(row),
            "lines": found,
            "withheld": [line for line in found if line.is_withheld],
            "few": any(line.mean is None and not line.is_withheld for line in found),
            "total": None if any(line.points is None for line in found) else sum(line.points or 0 for line in found),
            "winners": winners.select_related("nomination__nominee"),
            "awards": awards.select_related("nominee"),
            "comment": comments.first(),
            "proof": address("own_proof", category, nomination.number) if has_proof(row) else None,
            "judged": [line for line in lines(nomination, user) if line.verification],
        },
    )


@edition_page("feedback.view")
def own_proof(request: HttpRequest, edition: Edition, category: str, number: int) -> FileResponse:
    """The proof that the sheets of a candidate stand under the published root, as a file that `verify.py` reads."""
    rows = RankingRow.objects.visible_to(request.user, "feedback.view").filter(
        nomination__number=number, nomination__edition=edition, run__category__slug=category
    )
    row = rows.select_related("nomination__category").first()
    proof = commitments.nominee_proof(row.nomination) if row else None
    if proof is None:
        raise Http404
    return FileResponse(
        io.BytesIO(canonical(proof)),
        as_attachment=True,
        filename=f"bukti-lembar-kandidat-{number}.json",
        content_type="application/json",
    )


@edition_page("feedback.follow")
def feedback_comments(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The candidates of the last ranking, each with its comment and what the chair still has to read."""
    found = category_of(request, edition, category, "feedback.follow")
    return render(request, "scoring/feedback_comments.html", _list(request, found))


@edition_page("feedback.draft")
def feedback_comment(request: HttpRequest, edition: Edition, category: str, number: int) -> HttpResponse:
    """The comment on one candidate."""
    found = category_of(request, edition, category, "feedback.draft")
    rows = Nomination.objects.visible_to(request.user, "feedback.draft").filter(category=found)
    nomination = get_object_or_404(rows.select_related("nominee", "category"), number=number)
    comments = FeedbackComment.objects.visible_to(request.user, "feedback.draft").filter(nomination=nomination)
    comment = comments.first()
    form = CommentForm(request.POST or None, user=request.user, initial={"text": comment.text if comment else ""})
    form.cancel_url = address("feedback_comments", found)
    page = frame(found, *_crumbs(found), (str(nomination.nominee), None)) | {
        "nomination": nomination,
        "comment": comment,
        "form": form,
    }
    if request.method == "POST":
        if form.is_valid() and form.attempt(verbs.draft_comment, nomination, by=request.user, **form.cleaned_data):
            messages.success(request, _("Catatan tersimpan. Kandidat membacanya setelah ketua menyetujuinya."))
            return redirect(address("feedback_comments", found))
        return refused(request, "scoring/feedback_comment.html", page)
    return render(request, "scoring/feedback_comment.html", page)


@require_POST
@edition_page("feedback.release")
def feedback_release(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The chair releases the comments that were on the page, each in the wording that was read."""
    found = category_of(request, edition, category, "feedback.release")
    read = dict(pair.split("|", 1) for pair in request.POST.getlist("comment") if "|" in pair)
    comments = FeedbackComment.objects.visible_to(request.user, "feedback.release").filter(nomination__category=found)
    chosen = [comment for comment in comments.select_related("nomination__nominee") if str(comment.pk) in read]
    try:
        if not chosen:
            raise ValidationError(_("Tandai catatan yang disetujui."))
        with transaction.atomic():
            for comment in chosen:
                verbs.release_comment(comment, read[str(comment.pk)], by=request.user)
    except ValidationError as error:
        return refused(request, "scoring/feedback_comments.html", _list(request, found) | {"errors": error.messages})
    text = ngettext("%(count)s catatan disetujui.", "%(count)s catatan disetujui.", len(chosen))
    messages.success(request, text % {"count": len(chosen)})
    return redirect(address("feedback_comments", found))


def _crumbs(category: Category) -> list[tuple[Any, str | None]]:
    return [
        (category.name, address("ranking", category)),
        (_("Catatan untuk kandidat"), address("feedback_comments", category)),
    ]


def _list(request: HttpRequest, category: Category) -> dict[str, Any]:
    rows = RankingRow.objects.visible_to(request.user, "feedback.follow").filter(run__category=category)
    ranked = Nomination.objects.visible_to(request.user, "feedback.follow").filter(pk__in=rows.values("nomination"))
    page = Paginator(ranked.select_related("nominee").order_by("number"), PAGE).get_page(request.GET.get("page"))
    comments = {
        comment.nomination_id: comment
        for comment in FeedbackComment.objects.visible_to(request.user, "feedback.follow")
        .filter(nomination__in=[nomination.pk for nomination in page])
        .select_related("drafted_by", "released_by")
    }
    for nomination in page:
        nomination.comment = comments.get(nomination.pk)
        nomination.comment_url = address("feedback_comment", category, nomination.number)
    can_release = may(request.user, "feedback.release", category)
    return frame(category, *_crumbs(category)[:-1], (_("Catatan untuk kandidat"), None)) | {
        "page": page,
        "can_draft": may(request.user, "feedback.draft", category),
        "can_release": can_release,
        "waiting": [comment for comment in comments.values() if comment.released_at is None],
    }
