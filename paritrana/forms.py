"""How every form of the portal looks and behaves: one helper, our words, errors at the field.

`{% crispy form %}` prints a `PortalForm` whole: error summary, fields in their groups, the one button.
Choices from the database start empty; a form fills them itself from `visible_to(user, code)`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property, lazy
from django.utils.text import format_lazy, get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from paritrana import htmx
from paritrana.filekinds import WAYS_OUT
from paritrana.numbers import size, zone_name
from paritrana.seen import CONFLICT


def refused(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, partial: str | None = None
) -> HttpResponse:
    """The same page with what was typed and what is wrong: status 422."""
    return htmx.render(request, template, context, partial=partial, status=422)


def _zone_help() -> str:
    return gettext("Waktu dalam %(zone)s.") % {"zone": zone_name(timezone.localtime())}


zone_help = lazy(_zone_help, str)


class LocalDateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own field of date and time, read and shown in the active zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class LocalTimeInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


# A year outside is a slip of the finger (0025, 20255), and some are no moments in any zone.
YEARS = range(1900, 2200)


def check_year(value: datetime.date) -> None:
    """ValidationError for a year that nobody can mean."""
    if value.year not in YEARS:
        raise ValidationError(_("Periksa tahunnya; tulis empat angka, misalnya 2025."))


class LocalDateField(forms.DateField):
    """A day."""

    widget = LocalDateInput
    default_validators = [check_year]


class LocalDateTimeField(forms.DateTimeField):
    """A moment, typed in the active zone; the help text names the zone."""

    widget = LocalDateTimeInput
    default_validators = [check_year]


class WholeNumberField(forms.IntegerField):
    """A count as people type it: 1234, 1.234 or 1 234; a lone point that groups nothing is refused."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Tulis bilangan bulat, misalnya 1.250.")}
    GROUPED = re.compile(r"\d{1,3}([. \u00a0])\d{3}(\1\d{3})*")

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and self.GROUPED.fullmatch(value.strip()):
            value = re.sub(r"\D", "", value)
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "numeric", "autocomplete": "off"}


class UploadField(forms.FileField):
    """A file by its ending and size; what is inside it is checked by `files`."""

    widget = forms.FileInput

    def __init__(self, *, types: tuple[str, ...] | list[str], max_bytes: int, **kwargs: Any) -> None:
        self.types, self.max_bytes = tuple(types), max_bytes
        super().__init__(**kwargs)
        limit = format_lazy(_("{types}, paling besar {size}."), types=self._names(), size=size(max_bytes))
        self.help_text = format_lazy("{} {}", kwargs["help_text"], limit) if kwargs.get("help_text") else limit

    def _names(self) -> str:
        return get_text_list([name.upper() for name in self.types], gettext("atau"))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": ",".join(f".{name}" for name in self.types)}

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload is not None and upload is not False and upload is not initial:
            self._check(upload)
        return upload

    def _check(self, upload: Any) -> None:
        ending = PurePath(upload.name).suffix.lower().lstrip(".")
        if ending not in self.types:
            way_out = WAYS_OUT.get(ending) or gettext("Pilih berkas %(types)s.") % {"types": self._names()}
            raise ValidationError(
                _("Jenis berkas .%(ending)s belum dapat diterima. %(way_out)s"),
                code="type",
                params={"ending": ending, "way_out": way_out},
            )
        if upload.size > self.max_bytes:
            raise ValidationError(
                _("Perkecil berkas ini menjadi paling besar %(limit)s; sekarang %(size)s."),
                code="size",
                params={"limit": size(self.max_bytes), "size": size(upload.size)},
            )


# What to do, instead of what is missing.
REQUIRED = (
    (forms.FileField, _("Pilih berkas.")),
    (forms.BooleanField, _("Beri tanda untuk melanjutkan.")),
    (forms.ChoiceField, _("Pilih salah satu.")),
    (forms.Field, _("Isi bagian ini.")),
)


# They name the key of a row, which says nothing to anybody.
DJANGOS_NO_CHOICE = [
    kind.default_error_messages["invalid_choice"]
    for kind in (forms.ChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField)
]
NO_CHOICE = BLANK_CHOICE_DASH[0][1]


def seen_field(now: str = "") -> forms.CharField:
    """The state that the page shows, sent along with what is typed."""
    # Two forms on a page may have one each: an id would stand there twice.
    return forms.CharField(widget=forms.HiddenInput({"id": False}), required=False, initial=now)


def dress(field: forms.Field) -> None:
    """Give a plain form field our input: native dates, numbers with a comma, choices that start empty."""
    plain = type(field.widget)
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = next(text for kind, text in REQUIRED if isinstance(field, kind))
    if field.error_messages.get("invalid_choice") in DJANGOS_NO_CHOICE:
        field.error_messages["invalid_choice"] = _("Pilih lagi: salah satu pilihan sudah berubah atau tidak ada lagi.")
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = field.queryset.none()  # type: ignore[union-attr]
        # Django's own dashes; a form that names its empty choice means something by it.
        if field.empty_label == NO_CHOICE:
            field.empty_label = _("Pilih")
    elif isinstance(field, forms.ChoiceField) and plain is forms.Select:
        choices: Any = field.choices
        field.choices = [(value, _("Pilih") if value == "" else label) for value, label in choices]
    elif isinstance(field, forms.DateTimeField) and plain in (forms.DateTimeInput, LocalDateTimeInput):
        _replace_widget(field, LocalDateTimeInput())
        field.help_text = format_lazy("{} {}", field.help_text, zone_help()) if field.help_text else zone_help()
    elif isinstance(field, forms.DateField) and plain is forms.DateInput:
        _replace_widget(field, LocalDateInput())
    elif isinstance(field, forms.TimeField) and plain is forms.TimeInput:
        _replace_widget(field, LocalTimeInput())
    elif isinstance(field, forms.DecimalField) and plain is forms.NumberInput:
        field.localize = True
        _replace_widget(field, forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))


def _replace_widget(field: forms.Field, widget: forms.Widget) -> None:
    """What Django does in `Field.__init__`, with the attributes the old widget had."""
    kept = {name: value for name, value in field.widget.attrs.items() if name not in ("step", "min", "max")}
    widget.attrs = {**kept, **widget.attrs}
    widget.is_localized = field.localize
    widget.is_required = field.required
    field.widget = widget


class PortalFormMixin:
    """Everything a form of the portal shares. `user` is required: choices depend on it."""

    submit_label: Any = _("Simpan")
    cancel_url: str = ""
    form_action: str = ""
    fieldsets: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            dress(field)

    def __getitem__(self, name: str) -> BoundField:
        field: BoundField = super().__getitem__(name)  # type: ignore[misc]
        # A browser cuts what is pasted without a word; the server says how much is too much and keeps it. Asked here,
        # for many a form adds fields of its own.
        field.field.widget.attrs.pop("maxlength", None)
        return field

    @property
    def form_id(self) -> str:
        """For a button outside the form: `<button form="{{ form.form_id }}">`."""
        return f"form-{self.prefix}" if self.prefix else "form"  # type: ignore[attr-defined]

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.template = "components/form.html"
        helper.form_id = self.form_id
        helper.form_action = self.form_action
        helper.attrs = {"novalidate": True}
        return helper

    def attempt(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a verb of the services in a transaction of its own.

        What the person can mend goes onto the form (`form.errors`), and nothing of the verb stays written.
        """
        try:
            with transaction.atomic():
                return verb(*args, **kwargs)
        except ValidationError as error:
            self.refuse(error)
            return None

    def refuse(self, error: ValidationError) -> None:
        """What a verb refused, at its fields; what is of no field of this form stands above it."""
        parts = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        for name, errors in parts.items():
            self.add_error(self.field_for(name), errors)  # type: ignore[attr-defined]

    def may_save_over(self, seen: str) -> None:
        """Who has been told that somebody was faster sends the form again as it is."""
        if self.has_error(NON_FIELD_ERRORS, CONFLICT):  # type: ignore[attr-defined]
            self.data = self.data.copy()  # type: ignore[has-type]
            self.data["seen"] = seen

    def field_for(self, name: str) -> str | None:
        """The field that shows what a verb says of `name`."""
        return name if name in self.fields else None  # type: ignore[attr-defined]

    @property
    def sections(self) -> list[tuple[Any, list[BoundField]]]:
        """The visible fields in their groups; fields that no group names come last."""
        rest = [field.name for field in self.visible_fields()]  # type: ignore[attr-defined]
        groups: list[tuple[Any, list[BoundField]]] = []
        for legend, names in self.fieldsets:
            groups.append((legend, [self[name] for name in names if name in rest]))  # type: ignore[index]
            rest = [name for name in rest if name not in names]
        if rest:
            groups.append(("", [self[name] for name in rest]))  # type: ignore[index]
        return groups


class PortalForm(PortalFormMixin, forms.Form):
    """A form of the portal."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A form of the portal over a model; services write, so its `save` is not called."""
