"""Who changes what somebody else has changed meanwhile is told before it is overwritten."""

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

CONFLICT = "conflict"


def stamp_of(*values: Any) -> str:
    """Another one as soon as one of the values is another."""
    return hashlib.sha256(json.dumps(values, cls=DjangoJSONEncoder).encode()).hexdigest()[:16]


def unchanged(seen: str, now: str) -> None:
    """ValidationError where the page showed another state (`seen`) than there is now; "" asks nothing."""
    if seen and seen != now:
        text = _("Isian ini baru saja diubah di tempat lain. Periksa yang tersimpan di tab lain, lalu simpan lagi.")
        raise ValidationError(text, code=CONFLICT)
