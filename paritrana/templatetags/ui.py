"""The parts every page is built from: figures and times as filters, components as tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import chain
from typing import Any
from urllib.parse import quote

from django import template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.template.context import RequestContext
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_htmx.jinja import htmx_script

from paritrana import access, numbers
from paritrana.roles import Role

register = template.Library()

for figure_filter in (numbers.num, numbers.pct, numbers.points, numbers.delta, numbers.rupiah):
    register.filter(figure_filter.__name__, figure_filter)
register.filter("ukuran", numbers.size)
register.filter("segel", numbers.seal)


def _local(moment: date | None) -> Any:
    """A moment in the active zone; a plain date stays what it is."""
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


@register.filter
def tanggal(day: date | None) -> str:
    return numbers.tanggal(_local(day) or None)


@register.filter
def tanggal_pendek(day: date | None) -> str:
    return numbers.tanggal_pendek(_local(day) or None)


@register.filter
def pukul(moment: datetime | None) -> str:
    return numbers.pukul(_local(moment) or None)


@register.filter
def waktu(moment: datetime | None) -> str:
    return numbers.waktu(_local(moment) or None)


@register.filter
def batas(moment: datetime | None) -> str:
    return numbers.batas(_local(moment) or None, timezone.now())


# --- status ---------------------------------------------------------------------------------------------

# The colour of a state by its stored value; a state that is not here is neutral. Colour is never alone:
# the words stand in the tag. Amber is kept for what needs somebody.
TONES = {
    "green": "accepted agreed announced closed decided done present ready sent shortlisted verified",
    "blue": "building deliberation interviews nomination planned proposed queued running selection working",
    "amber": "incomplete paused refused remark returned undecided wrong",
    "red": "absent disqualified failed rejected revoked",
}
TONE_OF = {value: tone for tone, values in TONES.items() for value in values.split()}


@register.simple_tag
def status_tag(status: Any, tone: str = "") -> SafeString:
    """A state in words with its colour: a row with `status`, a Choices member, or plain text."""
    if hasattr(status, "get_status_display"):
        text, value = status.get_status_display(), str(status.status)
    else:
        text, value = getattr(status, "label", status), str(getattr(status, "value", ""))
    return format_html('<span class="tag tag-{}">{}</span>', tone or TONE_OF.get(value, "neutral"), text)


@register.inclusion_tag("components/stage_line.html")
def stage_line(stages: Iterable[tuple[Any, str, date | None]]) -> dict[str, Any]:
    """The stages of an edition or category: (label, done|current|next|skipped, date)."""
    rows = [{"label": label, "state": state, "date": day} for label, state, day in stages]
    current = next((number for number, row in enumerate(rows, 1) if row["state"] == "current"), len(rows))
    return {"stages": rows, "number": current, "now": rows[current - 1] if rows else None}


# --- page furniture -------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def block_text(context: RequestContext, name: str) -> SafeString:
    """What the page wrote into a block, so that base.html may print it twice or leave out its frame."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return mark_safe(block.render(context).strip()) if block else mark_safe("")  # noqa: S308 - a rendered block


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(items: Iterable[tuple[Any, str | None]]) -> dict[str, Any]:
    return {"items": list(items or ())}


@register.inclusion_tag("components/breadcrumbs.html")
def edition_crumbs(edition: Any, items: Iterable[tuple[Any, str | None]] = ()) -> dict[str, Any]:
    """The way to a page below an edition, whose full title already stands above."""
    short = format_lazy(_("Penilaian {year}"), year=edition.assessment_year)
    return {"items": [(_("Beranda"), reverse("home")), (short, edition.get_absolute_url()), *(items or ())]}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: Any, text: Any = "", url: str = "", label: Any = "") -> dict[str, Any]:
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/task_list.html")
def task_list(items: Iterable[Any]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/agenda_list.html")
def agenda_list(items: Iterable[Any]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/definition_list.html")
def definition_list(items: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    """(term, value) or (term, value, change_url)."""
    rows = [
        {"term": item[0], "value": numbers.MISSING if item[1] in (None, "") else item[1], "url": (*item, "")[2]}
        for item in items
    ]
    return {"rows": rows, "change": any(row["url"] for row in rows)}


@register.inclusion_tag("components/figure.html")
def figure(label: Any, value: Any, unit: Any = "", hint: Any = "") -> dict[str, Any]:
    return {"label": label, "value": value, "unit": unit, "hint": hint}


@register.simple_tag
def notice(text: Any, tone: str = "blue") -> SafeString:
    """A calm box; a red one says what went wrong and is read out at once."""
    if tone == "red":
        return format_html('<div class="notice notice-red" role="alert"><p>{}</p></div>', text)
    return format_html('<div class="notice notice-{}"><p>{}</p></div>', tone, text)


@register.inclusion_tag("components/progress.html")
def progress(value: int, maximum: int, label: Any = "") -> dict[str, Any]:
    return {"value": value, "maximum": maximum, "label": label}


@register.simple_block_tag(end_name="endmain_action")
def main_action(content: SafeString) -> SafeString:
    """The bar with the one main action; it stays in sight at the foot of the window."""
    return format_html('<div class="main-action">{}</div>', content)


@register.inclusion_tag("components/copy_button.html")
def copy_button(text: str, label: Any = _("Salin")) -> dict[str, Any]:
    return {"text": text, "label": label}


@register.inclusion_tag("components/whatsapp.html", takes_context=True)
def whatsapp(context: RequestContext, text: str, phone: str = "", record_url: str = "") -> dict[str, Any]:
    """The text of a notice to copy, a wa.me link where a number is known, one tap to record that it was sent."""
    digits = re.sub(r"\D", "", phone or "")
    if digits.startswith("0"):
        digits = f"62{digits[1:]}"
    return {
        "text": text,
        "link": f"https://wa.me/{digits}?text={quote(text)}" if digits else "",
        "record_url": record_url,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/ask_reason.html", takes_context=True)
def ask_reason(
    context: RequestContext,
    url: str,
    label: Any,
    effect: Any = "",
    *,
    action: str = "",
    name: str = "note",
    value: str = "",
    error: str = "",
    tone: str = "secondary",
) -> dict[str, Any]:
    """A step that is stored with its reason: what it does, why, one button."""
    return {
        "url": url, "label": label, "effect": effect, "action": action, "name": name, "value": value,
        "error": error, "tone": tone, "field_id": f"{name}-{action or 'alasan'}",
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


# --- forms ----------------------------------------------------------------------------------------------


@register.filter
def anchor(field: BoundField) -> str:
    """The id of the first input of a field, where a link of the error summary leads."""
    return f"{field.auto_id}_0" if field.field.widget.use_fieldset and field.subwidgets else field.auto_id


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """All that is wrong on the page, in forms and form sets, each line a link to its field."""
    general: list[Any] = []
    fields: list[BoundField] = []
    for form in forms:
        if isinstance(form, BaseFormSet) and form.is_bound:
            general += form.non_form_errors()
    for form in chain.from_iterable(one if isinstance(one, BaseFormSet) else [one] for one in forms):
        if form is not None and form.is_bound and form.errors:
            general += form.non_field_errors()
            general += [error for hidden in form.hidden_fields() for error in hidden.errors]
            fields += [field for field in form.visible_fields() if field.errors]
    return {"general": general, "fields": fields, "count": len(general) + len(fields)}


# --- lists ----------------------------------------------------------------------------------------------


def _query(context: RequestContext, **changes: Any) -> str:
    """The query string of this page with `changes`; None removes. What a poll has seen is no part of the page."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in {"seen": None, **changes}.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/page_nav.html", takes_context=True)
def page_nav(context: RequestContext, page: Any, field: str = "page", form: str = "") -> dict[str, Any]:
    """Pages of a list; the filters stay. With the id of a form what is chosen in it goes along (posted with `look`)."""
    if page is None or page.paginator.num_pages < 2:
        return {"page": None}
    links = [
        (number, _query(context, **{field: number}) if number != page.paginator.ELLIPSIS else "")
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    before = _query(context, **{field: page.number - 1}) if page.has_previous() else ""
    after = _query(context, **{field: page.number + 1}) if page.has_next() else ""
    return {"page": page, "links": links, "before": before, "after": after, "form": form}


def _chips(context: RequestContext, name: str, choices: Iterable[tuple[Any, Any]], counts: Any) -> list[dict]:
    """All, and every choice; with counts only those that lead to rows, and the one that is chosen."""
    request = context.get("request")
    chosen = request.GET.get(name, "") if request else ""
    chips = [{
        "label": _("Semua"), "count": None if counts is None else sum(counts.values()),
        "query": _query(context, **{name: None, "page": None}), "active": not chosen,
    }]  # fmt: skip
    for value, label in choices:
        count, active = None if counts is None else counts.get(value, 0), str(value) == chosen
        if value not in ("", None) and (count != 0 or active):
            query = _query(context, **{name: value, "page": None})
            chips.append({"label": label, "count": count, "query": query, "active": active})
    return chips if len(chips) > 1 else []


@register.inclusion_tag("components/filter_chips.html", takes_context=True)
def filter_chips(
    context: RequestContext, name: str, choices: Iterable[tuple[Any, Any]], counts: Any = None, label: Any = ""
) -> dict[str, Any]:
    """Choices of one filter as links with counts."""
    return {"chips": _chips(context, name, choices, counts), "label": label}


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(
    context: RequestContext, filterset: Any, counts: Mapping[str, Mapping[Any, int]] | None = None
) -> dict[str, Any]:
    """A FilterSet: the fields named in its `chips` as links with counts, the rest as a form."""
    form = filterset.form
    as_chips = [name for name in getattr(filterset, "chips", ()) if name in form.fields]
    rows = [
        (form[name].label, _chips(context, name, form.fields[name].choices, (counts or {}).get(name)))
        for name in as_chips
    ]
    fields = [field for field in form.visible_fields() if field.name not in as_chips]
    request = context.get("request")
    kept = [(name, request.GET[name]) for name in (*as_chips, "sort") if request and request.GET.get(name)]
    return {
        "rows": rows, "fields": fields, "kept": kept,
        "clear": _query(context, **{field.name: None for field in fields}, page=None),
        "filtered": any(field.value() not in (None, "", []) for field in fields),
    }  # fmt: skip


# --- rights ---------------------------------------------------------------------------------------------


@register.simple_tag
def may(user: Any, code: str, row: Any = None) -> bool:
    """`{% may user "nominations.verify" row as can_verify %}`."""
    return access.may(user, code, row)


@register.simple_tag
def roles_of(user: Any) -> list[str]:
    """The roles the person holds now, in words, each once."""
    return list(dict.fromkeys(str(Role(seat.role).label) for seat in access.seats_of(user)))


@register.simple_tag
def htmx_page() -> SafeString:
    """htmx itself, only on the pages that use it."""
    return mark_safe(htmx_script())  # noqa: S308 - a tag of django-htmx around a static address
