"""A file field whose files go up in pieces where the browser can, and with the form where it cannot."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from paritrana.files.kept_services import unclaimed
from paritrana.files.models import Upload
from paritrana.forms import UploadField
from paritrana.regions.models import Province


@dataclass(frozen=True)
class Given:
    """What a form brings: files of the request, and keys of uploads that are kept for it."""

    files: list[UploadedFile]
    keys: list[str]


class PiecesInput(forms.FileInput):
    """The file field, the list of what is kept already, and what static/js/upload.js says."""

    # Set by the field: whose files, where an upload begins, how many.
    user: Any = None
    address = ""
    kept_of: Callable[[Iterable[str]], list[Upload]] = staticmethod(lambda keys: [])

    class Media:
        js = [
            forms.Script("vendor/tus.min.js", defer=True),
            forms.Script("js/photo.js", defer=True),
            forms.Script("js/upload.js", defer=True),
        ]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Given:
        keys = data.getlist(f"{name}-kept") if hasattr(data, "getlist") else []
        found = files.getlist(name) if hasattr(files, "getlist") else [files[name]] if name in files else []
        return Given([one for one in found if one], keys)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        context = {
            "input": super().render(name, None, attrs, renderer),
            "name": f"{name}-kept",
            "address": self.address,
            "rows": self.kept_of(value.keys) if isinstance(value, Given) else [],
            "user": self.user,
            "many": "multiple" in self.attrs,
            "upload_piece": settings.UPLOAD_PIECE_BYTES,
            "upload_hours": settings.UPLOAD_HOURS,
        }
        return render_to_string("files/pieces.html", context)


class PiecesField(UploadField):
    """One file or several (`many`). Cleans to files of the request and uploads of the person, which the verb claims."""

    widget = PiecesInput

    def __init__(self, *, user: Any, province: Province, many: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("types", [kind for kind in settings.FILE_TYPES if kind != "jpeg"])
        super().__init__(max_bytes=settings.FILE_MAX_BYTES, **kwargs)
        self.user, self.many = user, many
        self.widget.user, self.widget.kept_of = user, self.kept_of
        self.widget.address = reverse("upload_begin", args=[province.slug])
        if many:
            self.widget.attrs["multiple"] = True

    def kept_of(self, keys: Iterable[str]) -> list[Upload]:
        """Those of the person's own uploads that are still there to be claimed."""
        return list(unclaimed(self.user).filter(key__in=[key for key in keys if _is_key(key)]))

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Unlike chosen files, which a browser does not show again, keys are printed again."""
        return data

    def clean(self, data: Given, initial: Any = None) -> Any:
        kept = self.kept_of(data.keys)
        if len(kept) < len(set(data.keys)):
            raise ValidationError(
                _("Pilih lagi berkasnya: satu unggahan sudah dipakai atau sudah dihapus."), code="gone"
            )
        for upload in data.files:
            self._check(upload)
        given = [*kept, *data.files]
        if self.required and not given:
            raise ValidationError(_("Pilih berkas."), code="required")
        return given if self.many else given[-1] if given else None


def _is_key(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
