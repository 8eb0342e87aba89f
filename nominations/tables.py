from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from nominations.models import Nomination
from nominations.workflow import Status
from paritrana.committees.models import Edition
from paritrana.numbers import num
from paritrana.templatetags.ui import status_tag, tanggal_pendek

NUMERIC = {"td": {"class": "num"}, "th": {"class": "num"}}


class NominationFilter(django_filters.FilterSet):
    """Chips by sending, state and category, and a search by name or number."""

    chips = ("sending", "state", "category")

    sending = django_filters.ChoiceFilter(
        label=_("Pengiriman"),
        choices=[("unsent", _("Belum dikirim")), ("sent", _("Terkirim"))],
        method="by_sending",
    )
    state = django_filters.ChoiceFilter(label=_("Keadaan"), choices=Status.choices, field_name="outcome")
    category = django_filters.ChoiceFilter(label=_("Kategori"), field_name="category__slug")
    q = django_filters.CharFilter(label=_("Cari nama atau nomor"), method="by_words")

    class Meta:
        model = Nomination
        fields: list[str] = []

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["category"].extra["choices"] = [
            (category.slug, category.name) for category in edition.categories.all()
        ]

    def by_sending(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(status=Status.PROPOSED) if value == "unsent" else rows.exclude(status=Status.PROPOSED)

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        named = Q(nominee__name__icontains=value) | Q(nominee__regency__name__icontains=value)
        if value.isdecimal() and len(value) < 6:
            named |= Q(number=int(value))
        return rows.filter(named)


def _url(record: Nomination) -> str:
    return record.get_absolute_url()


class NominationTable(tables.Table):
    """One line for each nomination; whether it has been sent is never left to be guessed."""

    nominee = tables.Column(verbose_name=_("Kandidat"), accessor="nominee__name", linkify=_url)
    number = tables.Column(verbose_name=_("Nomor"), attrs=NUMERIC)
    category = tables.Column(verbose_name=_("Kategori"), accessor="category__name")
    filled = tables.Column(verbose_name=_("Terisi"), accessor="answered", attrs=NUMERIC)
    sending = tables.Column(verbose_name=_("Pengiriman"), accessor="sent_at", empty_values=())
    outcome = tables.Column(verbose_name=_("Keadaan"))

    class Meta:
        order_by = ("number",)
        empty_text = _("Belum ada usulan yang sesuai.")

    def render_filled(self, record: Nomination) -> str:
        return f"{num(record.answered)}/{num(record.asked)}"

    def render_sending(self, record: Nomination) -> SafeString:
        if record.status == Status.PROPOSED:
            again = record.receipt is not None
            words = _("Ditarik, belum dikirim lagi") if again else _("Belum dikirim")
            return status_tag(words, "amber")
        if record.sent_at is None:
            return format_html("{}", "–")
        return format_html(
            '{} <span class="muted">{}<br>{}</span>',
            status_tag(_("Terkirim"), "green"),
            tanggal_pendek(record.sent_at),
            record.receipt,
        )

    def render_outcome(self, record: Nomination) -> SafeString:
        return status_tag(Status(record.outcome))


def _file_url(record: Nomination) -> str:
    edition = record.edition
    return reverse("verification_file", args=[edition.province.slug, edition.slug, record.number])


class VerificationTable(tables.Table):
    """What has been sent, and how far its verification is."""

    nominee = tables.Column(verbose_name=_("Kandidat"), accessor="nominee__name", linkify=_file_url)
    number = tables.Column(verbose_name=_("Nomor"), attrs=NUMERIC)
    category = tables.Column(verbose_name=_("Kategori"), accessor="category__name")
    sent_at = tables.Column(verbose_name=_("Terkirim"))
    judged = tables.Column(verbose_name=_("Diperiksa"), attrs=NUMERIC)
    status = tables.Column(verbose_name=_("Keadaan"))

    class Meta:
        empty_text = _("Belum ada usulan yang sesuai.")

    def render_judged(self, record: Nomination) -> str:
        return f"{num(record.judged)}/{num(record.asked)}"

    def render_sent_at(self, record: Nomination) -> str:
        return tanggal_pendek(record.sent_at)

    def render_status(self, record: Nomination) -> SafeString:
        if record.status == Status.SENT:
            return status_tag(_("Menunggu verifikasi"), "amber")
        if record.status == Status.RETURNED:
            return format_html(
                '{} <span class="muted">{}</span>', status_tag(_("Dikembalikan"), "blue"), self.returned(record)
            )
        return status_tag(Status(record.status))

    def returned(self, record: Nomination) -> Any:
        closes = record.closes_at
        return _("batas %s") % tanggal_pendek(closes) if closes else ""
