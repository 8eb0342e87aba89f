"""HTML -> bytes: the only importer of WeasyPrint.

Every paper is PDF/A-2a and PDF/UA-1 at once. The same data and date give the same bytes on every
machine: the fonts are ours, and fonts that happen to be installed are not looked at.
"""

import contextlib
import functools
import os
import posixpath
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation


@contextlib.contextmanager
def _only_our_fonts() -> Iterator[None]:
    """Fontconfig sees an empty list of folders; only for a moment, a browser started later needs its own."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(settings.BASE_DIR / "static" / "print" / "fonts.conf")
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="No fonts configured in FontConfig")
            yield
    finally:
        del os.environ["FONTCONFIG_FILE"]
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


with _only_our_fonts():
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# Addresses in templates and styles are relative to this one. `.invalid` never resolves (RFC 2606).
ROOT = "https://static.invalid/"
FOLDERS = ("print/", "vendor/")
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2"}
DATA_IMAGES = ("data:image/svg+xml", "data:image/png;base64,")
DATA_LIMIT = 64 * 1024

# The second standard beside PDF/A, with the description of its property that PDF/A asks for (ISO 14289-1, 5).
PDF_UA = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


class CannotPrint(Exception):
    """A paper that cannot be made; the text says why."""


class OwnFiles(URLFetcher):
    """Serves our print and vendor folders and small pictures in `data:`; everything else stops the paper."""

    refused = ""  # why the present paper cannot be printed: inside an SVG WeasyPrint swallows the exception

    def __init__(self) -> None:
        super().__init__(fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            if not url.startswith(DATA_IMAGES) or len(url) > DATA_LIMIT:
                self.refuse(f"{url[:40]}... is not a small picture")
            return super().fetch(url, headers)
        # Decoded before it is resolved, or %2e%2e would climb out.
        name = posixpath.normpath(unquote(url.removeprefix(ROOT)))
        kind = TYPES.get(posixpath.splitext(name)[1])
        found = url.startswith(ROOT) and name.startswith(FOLDERS) and kind and finders.find(name)
        if not found:
            self.refuse(f"{url[:200]} is not one of our files")
        return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": kind})

    def refuse(self, reason: str) -> NoReturn:
        self.refused = f"refused: {reason}"
        raise CannotPrint(self.refused)


class Press(NamedTuple):
    files: OwnFiles
    fonts: FontConfiguration
    style: weasyprint.CSS


@functools.cache
def press() -> Press:
    """What every paper shares, made once in a process: call it early to warm a worker."""
    files = OwnFiles()
    with _only_our_fonts():
        fonts = FontConfiguration()
    style = weasyprint.CSS(url=f"{ROOT}print/paper.css", url_fetcher=files, font_config=fonts)
    return Press(files, fonts, style)


def render_pdf(template: str, data: dict[str, Any], *, created: datetime, title: str, lang: str = "id") -> bytes:
    """The paper `reports/print/<template>.html`, drawn from `data` alone and dated `created` (aware).

    Raises CannotPrint when the paper asks for a file that is not ours.
    """
    if created.tzinfo is None:
        raise ValueError("the date of a paper is aware")
    with translation.override(lang):
        html = render_to_string(f"reports/print/{template}.html", {**data, "document_title": title, "lang": lang})
    try:
        shared = press()
        shared.files.refused = ""
        source = weasyprint.HTML(string=html, base_url=ROOT, url_fetcher=shared.files)
        document = source.render(
            font_config=shared.fonts, stylesheets=[shared.style], pdf_variant="pdf/a-2a", pdf_tags=True
        )
        meta = document.metadata
        meta.created = meta.modified = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        meta.generate_rdf_metadata = _with_pdf_ua(meta.generate_rdf_metadata)
        printed: bytes = document.write_pdf(pdf_variant="pdf/a-2a", pdf_tags=True)
    except FatalURLFetchingError as fatal:  # a BaseException: it would end the worker
        raise CannotPrint(str(fatal.__cause__ or fatal)) from fatal
    if shared.files.refused:
        raise CannotPrint(shared.files.refused)
    return printed


def _with_pdf_ua(generate: Callable[..., bytes]) -> Callable[..., bytes]:
    def both(*args: Any) -> bytes:
        return generate(*args).replace(b"</rdf:RDF>", PDF_UA)

    return both
