"""Files that are made for one download and kept nowhere."""

import io

from django.http import FileResponse

from paritrana.filekinds import CONTENT_TYPES


def download(content: bytes, name: str, kind: str) -> FileResponse:
    """`kind` is the ending, a key of CONTENT_TYPES."""
    response = FileResponse(
        io.BytesIO(content), as_attachment=True, filename=f"{name}.{kind}", content_type=CONTENT_TYPES[kind]
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
