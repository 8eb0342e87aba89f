"""The same certificates made in other ways, one after another in one process; prints milliseconds of each.

python -m bench.other_ways press|plain|naive|typst|libreoffice PAPERS.json COUNT
"""

import atexit
import base64
import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import django
import typst

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paritrana.settings")
django.setup()

from django.template import Context, Template  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.utils import translation  # noqa: E402

from reports import pdf  # noqa: E402
from reports.qr import qr_picture  # noqa: E402

Paper = dict[str, Any]
VARIANT = {"pdf_variant": "pdf/a-2a", "pdf_tags": True}
FRAME = Path("static/print/frame-a4-winner.svg").read_text()
TYPST = Path("bench/certificate.typ").read_bytes()
FODT = Template(Path("bench/certificate.fodt").read_text())
AS_WE = json.dumps(
    {"SelectPdfVersion": {"type": "long", "value": "2"}, "PDFUACompliance": {"type": "boolean", "value": "true"}}
)


def markup(paper: Paper) -> str:
    with translation.override("id"):
        context = {**pdf.with_texts("certificate", paper["data"]), "document_title": paper["title"], "lang": "id"}
        return render_to_string("reports/print/certificate.html", context)


def written(document: Any, paper: Paper) -> bytes:
    """What makes the bytes those of the portal: both standards, and the date of the row."""
    made = datetime.fromisoformat(paper["made_at"]).astimezone(UTC)
    document.metadata.created = document.metadata.modified = made.strftime("%Y-%m-%dT%H:%M:%SZ")
    document.metadata.generate_rdf_metadata = pdf._with_pdf_ua(document.metadata.generate_rdf_metadata)
    printed: bytes = document.write_pdf(**VARIANT)
    return printed


@functools.cache
def parsed() -> tuple[Any, Any, Any]:
    files = pdf.OwnFiles()
    with pdf._only_our_fonts():
        fonts = pdf.FontConfiguration()
    return files, fonts, pdf.weasyprint.CSS(url=f"{pdf.ROOT}print/paper.css", url_fetcher=files, font_config=fonts)


def plain(paper: Paper) -> bytes:
    """WeasyPrint as its manual says: style and fonts are parsed once."""
    files, fonts, style = parsed()
    source = pdf.weasyprint.HTML(string=markup(paper), base_url=pdf.ROOT, url_fetcher=files)
    return written(source.render(font_config=fonts, stylesheets=[style], **VARIANT), paper)


def press(paper: Paper) -> bytes:
    """What our own workers call, in a loop: without queue, row and file, on one core."""
    made = datetime.fromisoformat(paper["made_at"])
    return pdf.render_pdf("certificate", paper["data"], created=made, title=paper["title"])


def naive(paper: Paper) -> bytes:
    """The same, with everything parsed for every paper."""
    parsed.cache_clear()
    return plain(paper)


def by_typst(paper: Paper) -> bytes:
    """An equivalent page: same frame, same lines, same standards; fonts are those of Typst."""
    code = unquote(qr_picture(paper["data"]["check"]["url"]).partition(",")[2])
    inputs = {"data": json.dumps(paper["data"]), "frame": FRAME, "qr": code}
    made: bytes = typst.compile(TYPST, format="pdf", pdf_standards=["a-2a", "ua-1"], sys_inputs=inputs)
    return made


@functools.cache
def profile() -> str:
    """A LibreOffice of our own: one that is open on this desk would take the work over."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    return f"-env:UserInstallation={Path(folder).as_uri()}"


def by_libreoffice(papers: list[Paper]) -> list[bytes]:
    """An equivalent page for each, all in one start: same frame, same lines, same standards; fonts are its own."""
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder) / f"{number}.fodt" for number in range(len(papers))]
        for source, paper in zip(sources, papers, strict=True):
            pictures = {"frame": FRAME, "qr": unquote(qr_picture(paper["data"]["check"]["url"]).partition(",")[2])}
            coded = {name: base64.b64encode(picture.encode()).decode() for name, picture in pictures.items()}
            source.write_text(FODT.render(Context({**paper["data"], **coded})))
        command = ["soffice", profile(), "--headless", "--convert-to", f"pdf:writer_pdf_Export:{AS_WE}"]
        command += ["--outdir", folder]
        subprocess.run([*command, *map(str, sources)], check=True, capture_output=True)
        return [source.with_suffix(".pdf").read_bytes() for source in sources]


def each(make: Callable[[Paper], bytes]) -> Callable[[list[Paper]], list[bytes]]:
    return lambda papers: [make(paper) for paper in papers]


WAYS: dict[str, Callable[[list[Paper]], list[bytes]]] = {
    "press": each(press),
    "plain": each(plain),
    "naive": each(naive),
    "typst": each(by_typst),
    "libreoffice": by_libreoffice,
}


def milliseconds(make: Callable[[list[Paper]], list[bytes]], papers: list[Paper], *, same: bool) -> float:
    make(papers[:1])
    begun = time.perf_counter()
    made = make(papers)
    seconds = time.perf_counter() - begun
    if same and [hashlib.sha256(content).hexdigest() for content in made] != [paper["sha256"] for paper in papers]:
        raise SystemExit("these are not the bytes of the portal")
    return 1000 * seconds / len(papers)


def main(way: str, source: str, count: str) -> None:
    if way == "libreoffice" and not shutil.which("soffice"):
        print("not installed")
        return
    papers = json.loads(Path(source).read_text())[: int(count)]
    print(milliseconds(WAYS[way], papers, same=way in ("press", "plain", "naive")))


if __name__ == "__main__":
    main(*sys.argv[1:])
