"""Files good and hostile, made here, so that nothing binary is committed."""

import io
import struct
import zipfile
import zlib

import pypdf
from PIL import Image
from pillow_heif import HeifImagePlugin  # noqa: F401  (teaches Pillow to write HEIC)
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from tests.factories import pdf_bytes

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml", "pptx": "ppt/presentation.xml"}
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s</Types>'
RELATION = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="{target}" TargetMode="External"/></Relationships>'
)


# --- pictures -------------------------------------------------------------------------------------------


def picture(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind)
    return out.getvalue()


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A few kilobytes that say they are 900 megapixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg_with_comment(comment: bytes) -> bytes:
    made = picture("JPEG")
    return made[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + made[2:]


# --- PDF ------------------------------------------------------------------------------------------------


def pdf(password: str | None = None, owner: str = "pemilik", algorithm: str = "AES-256", **add: str) -> bytes:
    catalog = f"/OpenAction<</S/JavaScript/JS({add['script']})>>" if "script" in add else ""
    writer = pypdf.PdfWriter(io.BytesIO(pdf_bytes(catalog=catalog)))
    if "attachment" in add:
        writer.add_attachment("lampiran.exe", add["attachment"].encode())
    if password is not None:
        writer.encrypt(password, owner, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def packed_pdf(hidden: bool = True) -> bytes:
    """A PDF whose catalogue and actions lie inside a compressed stream, with a table that is a stream too."""
    parts = [
        (1, "<</Type/Catalog/Pages 2 0 R" + ("/OpenAction 5 0 R" if hidden else "") + ">>"),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"),
        (5, "<</S/#4aavaScript/#4a#53(app.alert\\(1\\))>>" if hidden else "<<>>"),
    ]
    index, bodies = "", ""
    for number, body in parts:
        index += f"{number} {len(bodies)} "
        bodies += body + " "
    packed = zlib.compress((index + bodies).encode())
    made = b"%PDF-1.7\n"
    stream_at = len(made)
    made += f"4 0 obj\n<</Type/ObjStm/N {len(parts)}/First {len(index)}/Filter/FlateDecode".encode()
    made += f"/Length {len(packed)}>>\nstream\n".encode() + packed + b"\nendstream\nendobj\n"
    table_at = len(made)
    rows = [(0, 0, 255), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, stream_at, 0), (2, 4, 3), (1, table_at, 0)]
    table = zlib.compress(b"".join(struct.pack(">BHB", *row) for row in rows))
    made += f"6 0 obj\n<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {len(table)}>>\n".encode()
    return made + b"stream\n" + table + b"\nendstream\nendobj\n" + f"startxref\n{table_at}\n%%EOF\n".encode()


def packed_bomb() -> bytes:
    """A PDF whose streams of objects unpack to hundreds of megabytes."""
    packed = zlib.compress(b"1 0 " + b" " * 60_000_000, 9)
    streams = [
        f"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(packed)}>>\nstream\n".encode()
        + packed
        + b"\nendstream"
        for _copy in range(3)
    ]
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R>>"]
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate([*bodies, *streams], 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    at = len(made)
    rows = [(0, 0, 255), *((1, place, 0) for place in places), *((2, stream, 0) for stream in (4, 5, 6)), (1, at, 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    made += f"10 0 obj\n<</Type/XRef/Size {len(rows)}/W[1 4 1]/Root 1 0 R/Length {len(table)}>>\n".encode()
    return made + b"stream\n" + table + b"\nendstream\nendobj\n" + f"startxref\n{at}\n%%EOF\n".encode()


def xfa() -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf_bytes()))
    stream = DecodedStreamObject()
    stream.set_data(b"<xdp:xdp/>")
    form = DictionaryObject({NameObject("/Fields"): ArrayObject()})
    form[NameObject("/XFA")] = ArrayObject([TextStringObject("template"), writer._add_object(stream)])
    writer.root_object[NameObject("/AcroForm")] = form
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# --- office files ---------------------------------------------------------------------------------------


def archive(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression, compresslevel=9) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def office(kind: str, types: bytes = b"") -> bytes:
    """The smallest office file."""
    return more(kind, {}, types)


def more(kind: str, parts: dict[str, bytes], types: bytes = b"") -> bytes:
    """An office file with further parts."""
    return archive({"[Content_Types].xml": TYPES % types, MAIN[kind]: b"<x/>", **parts})


def related(kind: str, relation: str, target: str) -> bytes:
    folder, _slash, name = MAIN[kind].rpartition("/")
    return more(kind, {f"{folder}/_rels/{name}.rels": RELATION.format(kind=relation, target=target).encode()})


def ods(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", b"<x/>")
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def lying(kind: str) -> bytes:
    """An office file whose list says that its large part is small."""
    made = bytearray(more(kind, {"xl/big.xml": b"a" * 3_000_000}))
    small = struct.pack("<I", 100)
    at = made.find(struct.pack("<I", 3_000_000))
    while at >= 0:
        made[at : at + 4] = small
        at = made.find(struct.pack("<I", 3_000_000), at)
    return bytes(made)


def locked(kind: str) -> bytes:
    """The beginning of what Office writes for a file with a password, as far as anybody looks."""
    return OLE + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)


def encrypted_entry() -> bytes:
    made = bytearray(office("xlsx"))
    at = made.rfind(b"PK\x01\x02")
    made[at + 8] |= 1
    return bytes(made)
