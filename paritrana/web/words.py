"""The trail in words: names of acts, rows and fields as the screens call them."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from paritrana.audit.models import Entry
from paritrana.numbers import MISSING, tanggal, waktu

VERBS = {
    "create": gettext_lazy("membuat"),
    "edit": gettext_lazy("mengubah"),
    "remove": gettext_lazy("menghapus"),
    "give": gettext_lazy("membuka peran"),
    "seat": gettext_lazy("mengisi peran"),
    "hand_over": gettext_lazy("mengalihkan tugas"),
    "end": gettext_lazy("mengakhiri peran"),
    "scores": gettext_lazy("menetapkan sebagai penilai"),
    "scores_no_more": gettext_lazy("menghapus sebagai penilai"),
    "invite": gettext_lazy("mengundang"),
    "tell": gettext_lazy("mencatat penyampaian lewat WhatsApp"),
    "advance": gettext_lazy("melanjutkan tahap"),
    "move_back": gettext_lazy("mengembalikan tahap"),
    "release": gettext_lazy("membuka embargo"),
    "make_slip": gettext_lazy("membuat slip masuk"),
    "redeem_slip": gettext_lazy("memakai slip masuk"),
    "block": gettext_lazy("memblokir akun"),
    "unblock": gettext_lazy("membuka blokir akun"),
    "serve": gettext_lazy("menambah wilayah kerja"),
    "serve_no_more": gettext_lazy("mengakhiri wilayah kerja"),
}
# Keys that are no field of their row.
KEYS = {
    "categories": gettext_lazy("kategori"),
    "set_aside": gettext_lazy("syarat yang dikesampingkan"),
    "from_paper": gettext_lazy("dicatat dari surat bertanda tangan"),
    "round": gettext_lazy("penilaian"),
    "to": gettext_lazy("kepada"),
}


def verb_word(verb: str) -> str:
    """ "mengubah"; an act without a word of ours prints its own name, so that nothing is hidden."""
    return str(VERBS.get(verb, verb.replace("_", " ")))


def table_word(label: str) -> str:
    """The screen's name of a kind of row: "Kategori"."""
    model = _model(label)
    return capfirst(str(model._meta.verbose_name)) if model else label


def changes(entry: Entry) -> list[tuple[str, str, str]]:
    """(field, before, after) of what an act changed, in words."""
    model = _model(entry.table)
    return [
        (_key(model, key), _value(model, key, entry.before.get(key)), _value(model, key, entry.after.get(key)))
        for key in _keys(entry)
    ]


def _keys(entry: Entry) -> Iterator[str]:
    yield from entry.before
    yield from (key for key in entry.after if key not in entry.before)


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _field(model: type[Model] | None, key: str) -> Field | None:
    try:
        return model._meta.get_field(key) if model else None  # type: ignore[return-value]
    except FieldDoesNotExist:
        return None


def _key(model: type[Model] | None, key: str) -> str:
    field = _field(model, key)
    name = getattr(field, "verbose_name", None) or KEYS.get(key) or key.replace("_", " ")
    return capfirst(str(name))


def _value(model: type[Model] | None, key: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return MISSING
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    field = _field(model, key)
    choices = dict(
        getattr(field, "flatchoices", None) or getattr(getattr(field, "base_field", None), "flatchoices", ())
    )
    if isinstance(value, list):
        return ", ".join(str(choices.get(part, part)) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {part}" for name, part in value.items())
    return str(choices.get(value, "")) or _moment(value) or str(value)


def _moment(value: Any) -> str:
    """A stored date or time as people read it."""
    if not isinstance(value, str) or len(value) < 10 or value[4:5] != "-":
        return ""
    try:
        moment, day = parse_datetime(value), parse_date(value)
    except ValueError:
        return ""
    if moment and len(value) > 10:
        return waktu(localtime(moment)) if moment.tzinfo else ""
    return tanggal(day) if day else ""
