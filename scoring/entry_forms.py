"""One entry of a panelist's device, as it arrives."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, RawPostDataException

from scoring.models import Receipt, ScoreSheet

NUL = "\0"


class TypedField(forms.Field):
    """The typed values by criterion code: an object of short texts."""

    def to_python(self, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or not all(
            isinstance(text, str) and len(text) <= 20 and NUL not in text for text in value.values()
        ):
            raise ValidationError("", code="invalid")
        return value


class EntryForm(forms.Form):
    """It is never shown, so it has no words."""

    account = forms.IntegerField()
    key = forms.UUIDField()
    action = forms.ChoiceField(choices=Receipt.Action.choices)
    values = TypedField(required=False)
    notes = forms.CharField(required=False, max_length=4000)
    reasons = forms.MultipleChoiceField(required=False, choices=ScoreSheet.Reason.choices)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    entered_at = forms.DateTimeField()

    def clean_entered_at(self) -> Any:
        """No clock of a device says year 1, which no zone can shift."""
        entered_at = self.cleaned_data["entered_at"]
        if not 1970 <= entered_at.year < 9999:
            raise ValidationError("", code="invalid")
        return entered_at


def entry_of(request: HttpRequest) -> EntryForm:
    """The body as a bound form; of what is no object, or not text that can be stored, an empty one."""
    try:
        body = json.loads(request.body.decode())
        json.dumps(body, ensure_ascii=False).encode()  # half a character is a ValueError here
    except (ValueError, RecursionError, RawPostDataException):  # the last: a form with files, read before us
        body = None
    return EntryForm(body if isinstance(body, dict) else {})
