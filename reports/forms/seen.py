from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from reports.services.seen import CONFLICT


def seen_field(now: str) -> forms.CharField:
    """The state that the page shows, sent along with what is typed."""
    # Two forms on a page may have one each: an id would stand there twice.
    return forms.CharField(widget=forms.HiddenInput({"id": False}), required=False, initial=now)


def told(form: Any, now: str) -> None:
    """Who has been told that somebody was faster may save over it."""
    if form.has_error(NON_FIELD_ERRORS, CONFLICT):
        form.data = form.data.copy()
        form.data["seen"] = now
