import csv
import datetime
import hashlib
import io
import zipfile

from reports.archives import HASHES, PIECE, Left, Member, write

AT = datetime.datetime(2025, 8, 5, 10, 0, tzinfo=datetime.UTC)


class Tape:
    """A stored file that remembers how much was asked of it at once."""

    name = "berkas/besar"

    def __init__(self, size):
        self.size, self.asked = size, []
        self.storage = self

    def open(self, name):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def read(self, count=-1):
        self.asked.append(count)
        piece = min(count, self.size)
        self.size -= piece
        return b"x" * piece


def archive(members, left=()):
    out, told = io.BytesIO(), []
    write(out, members, left, at=AT, report=lambda done, steps: told.append((done, steps)))
    return out.getvalue(), told


def lines(content):
    text = zipfile.ZipFile(io.BytesIO(content)).read(HASHES).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def test_every_member_stands_in_the_list_of_hashes_with_what_was_on_record():
    good, bad = hashlib.sha256(b"a").hexdigest(), "0" * 64
    members = [Member("a.txt", b"a", sha256=good), Member("b.txt", b"a", sha256=bad), Member("c.txt", b"")]
    content, told = archive(members, [Left("d.xlsx", bad, "memuat data pribadi")])
    assert lines(content) == [
        ["a.txt", "1", good, good, "sama dengan yang tercatat"],
        ["b.txt", "1", good, bad, "BERBEDA dari yang tercatat"],
        ["c.txt", "0", hashlib.sha256(b"").hexdigest(), "", "dibuat untuk arsip ini"],
        ["d.xlsx", "", "", bad, "memuat data pribadi"],
    ]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert zipfile.ZipFile(io.BytesIO(content)).namelist() == ["a.txt", "b.txt", "c.txt", HASHES]


def test_a_stored_file_is_read_in_pieces():
    tape = Tape(3 * PIECE + 1)
    content, _told = archive([Member("besar.bin", stored=tape)])
    assert set(tape.asked) == {PIECE}
    assert lines(content)[0][:3] == [
        "besar.bin",
        str(3 * PIECE + 1),
        hashlib.sha256(b"x" * (3 * PIECE + 1)).hexdigest(),
    ]


def test_the_same_rows_give_the_same_bytes():
    assert archive([Member("a.txt", b"a")])[0] == archive([Member("a.txt", b"a")])[0]
