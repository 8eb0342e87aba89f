from collections.abc import Mapping
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from nominations.call_queries import Step
from nominations.models import Contact, Nomination
from nominations.workflow import OPEN, Status
from paritrana.committees.models import Edition
from paritrana.numbers import MISSING, num
from paritrana.templatetags.ui import status_tag, tanggal_pendek

Counts = Mapping[str, Mapping[Any, int]]
UNSENT = {Status.LATE, Status.PROPOSED}
# In a list that has its own column for the sending.
LABELS = {Status.PROPOSED: _("Belum dikirim"), Status.SENT: _("Menunggu verifikasi")}
NUMERIC = {"td": {"class": "num"}, "th": {"class": "num"}}


class NominationFilter(django_filters.FilterSet):
    """Chips by state and category; sending, regency and a search by name or number as a form."""

    chips = ("state", "category")

    state = django_filters.ChoiceFilter(label=_("Keadaan"), choices=Status.choices, field_name="outcome")
    category = django_filters.ChoiceFilter(label=_("Kategori"), field_name="category__slug")
    sending = django_filters.ChoiceFilter(
        label=_("Pengiriman"),
        choices=[("unsent", _("Belum dikirim")), ("sent", _("Terkirim"))],
        empty_label=_("Semua"),
        method="by_sending",
    )
    regency = django_filters.ChoiceFilter(
        label=_("Kabupaten/kota"), field_name="nominee__regency__code", empty_label=_("Semua")
    )
    q = django_filters.CharFilter(label=_("Cari nama atau nomor"), method="by_words")

    class Meta:
        model = Nomination
        fields: list[str] = []

    def __init__(self, *args: Any, edition: Edition, counts: Counts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["state"].extra["choices"] = [(status.value, LABELS.get(status, status.label)) for status in Status]
        self.filters["category"].extra["choices"] = [
            (category.slug, category.name) for category in edition.categories.all()
        ]
        self.filters["regency"].extra["choices"] = sorted(counts["regency"], key=lambda choice: choice[1])
        if len(counts["category"]) < 2 and not self.data.get("category"):
            self.chips = ("state",)
            self.form.fields.pop("category")
        # With two states the chips already tell the sent from the unsent.
        for name, needed in (("regency", len(counts["regency"]) > 1), ("sending", len(counts["state"]) > 2)):
            if not needed and not self.data.get(name):
                self.form.fields.pop(name)

    def by_sending(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Who has ended the nomination is neither waited for nor counted among those that were sent."""
        return rows.filter(status__in=UNSENT if value == "unsent" else OPEN - UNSENT)

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        named = Q(nominee__name__icontains=value) | Q(nominee__regency__name__icontains=value)
        if value.isdecimal() and len(value) < 6:
            named |= Q(number=int(value))
        return rows.filter(named)


def _url(record: Nomination) -> str:
    return record.get_absolute_url()


class NominationTable(tables.Table):
    """One line for each nomination; whether it has been sent is never left to be guessed.

    Every order ends with the number: rows that are alike must not change places between two pages.
    """

    # By number, the numbers of those that may be the same candidate; for who may merge them.
    alike: Mapping[int, list[int]] = {}

    nominee = tables.Column(
        verbose_name=_("Kandidat"), accessor="nominee__name", linkify=_url, order_by=("nominee__name", "number")
    )
    number = tables.Column(verbose_name=_("Nomor"), attrs=NUMERIC)
    category = tables.Column(
        verbose_name=_("Kategori"), accessor="category__name", order_by=("category__name", "number")
    )
    filled = tables.Column(
        verbose_name=_("Terisi"), accessor="answered", attrs=NUMERIC, order_by=("answered", "number")
    )
    sending = tables.Column(
        verbose_name=_("Pengiriman"), accessor="sent_at", empty_values=(), order_by=("sent_at", "number")
    )
    outcome = tables.Column(verbose_name=_("Keadaan"), order_by=("outcome", "number"))

    class Meta:
        order_by = ("number",)
        empty_text = _("Belum ada usulan yang sesuai.")

    def render_nominee(self, value: str, record: Nomination) -> SafeString:
        others = self.alike.get(record.number)
        if not others:
            return format_html("{}", value)
        words = _("mirip nomor %s") % ", ".join(str(number) for number in others[:3])
        return format_html('{} <span class="muted">({})</span>', value, words)

    def render_filled(self, record: Nomination) -> str:
        return f"{num(record.answered)}/{num(record.asked)}"

    def render_sending(self, record: Nomination) -> SafeString:
        if record.status in UNSENT:
            again = record.receipt is not None
            words = _("Ditarik, belum dikirim lagi") if again else _("Belum dikirim")
            return status_tag(words, "amber")
        if record.sent_at is None:
            return format_html("{}", "–")
        return format_html(
            '<span>{}<br><span class="muted">{}, {}</span></span>',
            status_tag(_("Terkirim"), "green"),
            record.receipt,
            tanggal_pendek(record.sent_at),
        )

    def render_outcome(self, record: Nomination) -> SafeString:
        outcome = Status(record.outcome)
        if outcome == Status.LATE:
            return status_tag(_("Susulan, menunggu petugas kedua"), "amber")
        if outcome == Status.PROPOSED:
            return format_html('<span class="muted">{}</span>', _("Diusulkan"))
        return status_tag(LABELS[outcome], "blue") if outcome in LABELS else status_tag(outcome)


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
    holders = tables.Column(verbose_name=_("Sedang dikerjakan oleh"), orderable=False)
    status = tables.Column(verbose_name=_("Keadaan"))

    class Meta:
        empty_text = _("Belum ada usulan yang sesuai.")

    def render_judged(self, record: Nomination) -> str:
        return f"{num(record.judged)}/{num(record.asked)}"

    def render_holders(self, record: Nomination) -> str:
        return ", ".join(record.holders) or MISSING

    def render_sent_at(self, record: Nomination) -> str:
        return tanggal_pendek(record.sent_at)

    def render_status(self, record: Nomination) -> SafeString:
        if record.status == Status.SENT:
            return status_tag(_("Menunggu verifikasi"), "amber")
        if record.status == Status.RETURNED:
            return format_html(
                '<span>{}<br><span class="muted">{}</span></span>',
                status_tag(_("Dikembalikan"), "blue"),
                self.returned(record),
            )
        return status_tag(Status(record.status))

    def returned(self, record: Nomination) -> Any:
        closes = record.closes_at
        return _("batas %s") % tanggal_pendek(closes) if closes else ""


def _call_url(record: Nomination) -> str:
    edition = record.edition
    return reverse("call", args=[edition.province.slug, edition.slug, record.number])


class CallTable(tables.Table):
    """Whom to call, and who does."""

    nominee = tables.Column(
        verbose_name=_("Kandidat"), accessor="nominee__name", linkify=_call_url, order_by=("nominee__name", "number")
    )
    step = tables.Column(verbose_name=_("Sampai di"), order_by=("step", "number"))
    filled = tables.Column(
        verbose_name=_("Terisi"), accessor="answered", attrs=NUMERIC, order_by=("answered", "number")
    )
    people = tables.Column(verbose_name=_("Wakil"), orderable=False)
    contact = tables.Column(
        verbose_name=_("Terakhir dihubungi"),
        accessor="contact_at",
        empty_values=(),
        order_by=("contact_at", "number"),
    )
    follower = tables.Column(
        verbose_name=_("Ditangani"), accessor="followed_by__name", order_by=("followed_by__name", "number")
    )

    class Meta:
        empty_text = _("Tidak ada kandidat pada langkah ini.")

    def render_step(self, record: Nomination) -> SafeString:
        step = Step(record.step)
        closes = record.closes_at
        until = _("batas %s") % tanggal_pendek(closes) if closes and step != Step.SENT else ""
        tone = "green" if step == Step.SENT else "amber"
        return format_html('<span>{}<br><span class="muted">{}</span></span>', status_tag(step, tone), until)

    def render_filled(self, record: Nomination) -> str:
        share = round(100 * record.answered / record.asked) if record.asked else 0
        return f"{share} %"

    def render_people(self, record: Nomination) -> SafeString:
        people = [(person["name"], person["phone"] or _("tanpa nomor")) for person in record.people]
        rows = format_html_join(mark_safe("<br>"), '{} <span class="muted">{}</span>', people)
        return format_html("<span>{}</span>", rows) if people else format_html("{}", MISSING)

    def render_contact(self, record: Nomination) -> SafeString:
        if record.contact_at is None:
            return format_html('<span class="muted">{}</span>', _("belum pernah"))
        how = Contact.How(record.contact_how).label
        return format_html("<span>{}, {}<br>{}</span>", tanggal_pendek(record.contact_at), how, record.contact_note)
