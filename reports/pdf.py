"""HTML -> bytes: the only importer of WeasyPrint.

Every paper is PDF/A-2a (3a where it carries a file) and PDF/UA-1 at once. The same data and date give the same bytes
on every machine: the fonts are ours, and fonts that happen to be installed are not looked at.
"""

import contextlib
import functools
import os
import posixpath
import re
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from urllib.parse import unquote
from xml.etree import ElementTree

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from reports.wording import with_texts


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
    from weasyprint.images import SVGImage
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# Addresses in templates and styles are relative to this one. `.invalid` never resolves (RFC 2606).
ROOT = "https://static.invalid/"
FOLDERS = ("print/", "vendor/")
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2"}
DATA_IMAGES = ("data:image/svg+xml", "data:image/png;base64,")
DATA_LIMIT = 64 * 1024
# A few kilobytes of PNG can unfold to gigabytes; a crest on paper has not a tenth of this.
MOST_PIXELS = 2_000_000
PNG = b"\x89PNG\r\n\x1a\n"
# Pictures that stand on hundreds of papers.
LOOKS = ("winner", "nominee", "special")
DRAWINGS = ("rule.svg", *(f"frame-{paper}-{look}.svg" for paper in ("a4", "f4") for look in LOOKS))
# Operators that name fonts, pictures or patterns of one page: what holds them is drawn anew on every paper.
SET_BEFORE = ("_current_color", "_current_color_stroke", "_current_alpha", "_current_alpha_stroke")
OF_THE_PAGE = (b"Tf", b"Do", b"sh", b"scn", b"SCN")

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
            picture = super().fetch(url, headers)
            content = picture.read()
            if not _is_harmless(content):
                self.refuse(f"{url[:40]}... is not a plain picture, or unfolds to too many pixels")
            return URLFetcherResponse(url, content, picture.headers)
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


def _is_harmless(content: bytes) -> bool:
    """Whether this is a PNG of a sane size or an SVG without declarations, whatever it is called.

    WeasyPrint tries every reader that it has, and entities can be written that unfold without end.
    """
    if content.startswith(PNG):
        width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
        return width * height <= MOST_PIXELS
    return content.lstrip().startswith(b"<svg") and b"<!" not in content and b"\0" not in content


class Drawing(SVGImage):
    """One of our own pictures: turned into PDF operators once in a process, and copied from then on."""

    def __init__(self, url: str, files: OwnFiles) -> None:
        super().__init__(ElementTree.fromstring(files.fetch(url).read()), url, files, None)
        self.kept: dict[tuple[Any, ...], tuple[list[bytes], dict[str, Any]]] = {}

    def draw(self, stream: Any, concrete_width: float, concrete_height: float, style: Any) -> None:
        # A colour that is set already is not set again, so the operators follow from these.
        key = (concrete_width, concrete_height, *(getattr(stream, name) for name in SET_BEFORE))
        states = stream._resources["ExtGState"]
        if key not in self.kept:
            begin = len(stream.stream)
            super().draw(stream, concrete_width, concrete_height, style)
            drawn = stream.stream[begin:]
            if not any(operator.endswith(OF_THE_PAGE) for operator in drawn):
                used = [name for operator in drawn for name in re.findall(rb"^/(\S+) gs$", operator)]
                self.kept[key] = drawn, {name.decode(): states[name.decode()] for name in used}
            return
        operators, used_states = self.kept[key]
        for name, value in used_states.items():
            states.setdefault(name, value)
        stream.stream.extend(operators)
        stream.push_state()  # and at once back again: what is set is forgotten, as after every drawing
        stream.pop_state()


class Press(NamedTuple):
    files: OwnFiles
    fonts: FontConfiguration
    style: weasyprint.CSS
    drawings: dict[str, Drawing]


@functools.cache
def press() -> Press:
    """What every paper shares, made once in a process: call it early to warm a worker."""
    files = OwnFiles()
    with _only_our_fonts():
        fonts = FontConfiguration()
    style = weasyprint.CSS(url=f"{ROOT}print/paper.css", url_fetcher=files, font_config=fonts)
    drawings = {f"{ROOT}print/{name}": Drawing(f"{ROOT}print/{name}", files) for name in DRAWINGS}
    return Press(files, fonts, style, drawings)


def render_pdf(template: str, data: dict[str, Any], *, created: datetime, title: str, lang: str = "id") -> bytes:
    """The paper `reports/print/<template>.html`, drawn from `data` alone and dated `created` (aware).

    Raises CannotPrint when the paper asks for a file that is not ours.
    """
    if created.tzinfo is None:
        raise ValueError("the date of a paper is aware")
    with translation.override(lang):
        context = {**with_texts(template, data), "document_title": title, "lang": lang}
        html = render_to_string(f"reports/print/{template}.html", context)
    embedded = data.get("embedded")
    variant = "pdf/a-3a" if embedded else "pdf/a-2a"
    try:
        shared = press()
        shared.files.refused = ""
        source = weasyprint.HTML(string=html, base_url=ROOT, url_fetcher=shared.files)
        document = source.render(
            font_config=shared.fonts,
            stylesheets=[shared.style, *_margins(data)],
            cache=dict(shared.drawings),
            pdf_variant=variant,
            pdf_tags=True,
        )
        meta = document.metadata
        meta.created = meta.modified = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        meta.generate_rdf_metadata = _with_pdf_ua(meta.generate_rdf_metadata)
        if embedded:
            meta.attachments = [_attachment(embedded, created)]
        printed: bytes = document.write_pdf(pdf_variant=variant, pdf_tags=True, finisher=_each_file_once)
    except FatalURLFetchingError as fatal:  # a BaseException: it would end the worker
        raise CannotPrint(str(fatal.__cause__ or fatal)) from fatal
    if shared.files.refused:
        raise CannotPrint(shared.files.refused)
    return printed


def _margins(data: dict[str, Any]) -> list[weasyprint.CSS]:
    """The margins of letters and minutes as the province has set them; papers of before have those of portrait.css."""
    return [_margin_style(data["paper"].lower(), *data["style"]["margins"])] if data.get("style") else []


@functools.lru_cache(maxsize=64)
def _margin_style(paper: str, *sides: int) -> weasyprint.CSS:
    text = " ".join(f"{side:d}mm" for side in sides)
    return weasyprint.CSS(string=f"@page portrait-{paper} {{ margin: {text} }}")


def _attachment(embedded: dict[str, str], created: datetime) -> weasyprint.Attachment:
    """A file that a paper carries: its name, what it is, its text."""
    return weasyprint.Attachment(
        string=embedded["text"],
        name=embedded["name"],
        description=embedded["about"],
        created=created,
        modified=created,
        relationship="Data",
    )


def _each_file_once(_document: weasyprint.Document, pdf: Any) -> None:
    """WeasyPrint lists a file among those of the paper (/AF) by its name and then again as one of the objects."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def render_seal(data: dict[str, Any]) -> bytes:
    """The face of an electronic seal: one small page without structure, to be placed upon a paper."""
    html = render_to_string("reports/print/seal.html", data)
    shared = press()
    source = weasyprint.HTML(string=html, base_url=ROOT, url_fetcher=shared.files)
    printed: bytes = source.render(font_config=shared.fonts, stylesheets=[shared.style]).write_pdf()
    return printed


def _with_pdf_ua(generate: Callable[..., bytes]) -> Callable[..., bytes]:
    def both(*args: Any) -> bytes:
        return generate(*args).replace(b"</rdf:RDF>", PDF_UA)

    return both
