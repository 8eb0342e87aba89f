"""What others may do with a paper before they sign it: each takes the bytes of ours and gives those of a file."""

import io
import re

import pypdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def rewritten(data: bytes) -> bytes:
    """The same pages, other bytes: as an e-office does before it signs."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def laid_over(data: bytes) -> bytes:
    """Another stream of content on the first page, as an update after our bytes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    ref, _resources = writer.find_page_for_modification(0)
    page = ref.get_object()
    stream = writer.add_object(generic.StreamObject(stream_data=b"q 1 0 0 rg 100 100 300 300 re f Q"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), stream])
    writer.mark_update(ref)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def read_aloud(data: bytes, within: bool = False) -> bytes:
    """Words in the structure that stand on no page: of a form, or of a part within one."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    parent = writer.root["/StructTreeRoot"]["/K"].raw_get(0)
    form = {"/S": generic.NameObject("/Form"), "/P": parent}
    words = generic.DictionaryObject({**form, "/ActualText": generic.pdf_string("Bukan pemenang.")})
    part = generic.DictionaryObject({**form, "/K": words}) if within else words
    parent.get_object()["/K"].append(writer.add_object(part))
    writer.update_container(parent.get_object()["/K"])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def replaced(data: bytes) -> bytes:
    """Another whole file after our bytes, which it does not refer to."""
    other = pypdf.PdfWriter()
    other.add_blank_page(842, 595)
    out = io.BytesIO()
    other.write(out)
    tail = out.getvalue()
    moved = re.sub(rb"(?m)^(\d{10}) (\d{5}) n", lambda m: b"%010d %s n" % (int(m[1]) + len(data), m[2]), tail)
    start = int(re.search(rb"startxref\s+(\d+)", tail)[1])
    return data + re.sub(rb"startxref\s+\d+", b"startxref\n%d" % (start + len(data)), moved)
