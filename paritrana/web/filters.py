from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from paritrana.audit.models import Entry
from paritrana.web.words import verb_word


class EntryFilter(django_filters.FilterSet):
    """The trail by part of the portal, act, words and days."""

    chips = ("part",)
    part = django_filters.ChoiceFilter(label=_("Bagian"), method="within")
    verb = django_filters.ChoiceFilter(label=_("Tindakan"), empty_label=_("Semua tindakan"))
    q = django_filters.CharFilter(label=_("Cari pelaku, baris, atau alasan"), method="search")
    since = django_filters.DateFilter(
        label=_("Sejak"), field_name="at", lookup_expr="date__gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label=_("Sampai"), field_name="at", lookup_expr="date__lte", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(self, *args: Any, parts: list[tuple[str, str]], verbs: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["part"].choices = parts
        words = sorted(((name, verb_word(name)) for name in verbs), key=lambda choice: choice[1])
        self.form.fields["verb"].choices = [("", _("Semua tindakan")), *words]

    def within(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        """Rows of one app; the table's name begins with it."""
        return entries.filter(table__startswith=f"{value}.")

    def search(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        found = Q(actor_name__icontains=value) | Q(row_text__icontains=value) | Q(reason__icontains=value)
        return entries.filter(found)
