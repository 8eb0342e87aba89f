"""S5: two days of outreach; four of thirteen regencies protect their honorer; the same a year later.

The regencies that protect are an example: public sources give the number, not the names.
"""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nominations.models import ProtectedGroup, Protection, Regulation
from paritrana.audit.models import Entry
from paritrana.roles import Role
from tests import factories

KALSEL = {
    "63.01": "Tanah Laut",
    "63.02": "Kotabaru",
    "63.03": "Banjar",
    "63.04": "Barito Kuala",
    "63.05": "Tapin",
    "63.06": "Hulu Sungai Selatan",
    "63.07": "Hulu Sungai Tengah",
    "63.08": "Hulu Sungai Utara",
    "63.09": "Tabalong",
    "63.10": "Tanah Bumbu",
    "63.11": "Balangan",
    "63.71": "Banjarmasin",
    "63.72": "Banjarbaru",
}
PROTECT_2019 = ["63.02", "63.09", "63.11", "63.72"]
PROTECT_2020 = ["63.01", "63.02", "63.09", "63.11", "63.71"]  # two more, one no longer
HONORER = "Pegawai non-ASN (honorer)"


@pytest.fixture
def staff(kalsel, client_of):
    factories.regencies(kalsel, KALSEL)
    return client_of(factories.person("sekretariat.kalsel", "Sekretariat Kalsel", Role.SECRETARIAT, province=kalsel))


@pytest.fixture
def editions(kalsel):
    return {year: factories.edition(kalsel, year) for year in (2019, 2020)}


def at(name, edition, *args):
    return reverse(name, args=[edition.province.slug, edition.slug, *args])


def post(client, url, **values):
    answer = client.post(url, values)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    return answer["Location"]


def fill(staff, edition, protecting, ground="", asked=()):
    """One form for each regency; the other groups stay unknown."""
    group = ProtectedGroup.objects.get(name=HONORER)
    for code in asked or KALSEL:
        known = code in protecting
        post(
            staff,
            at("protection_regency", edition, code),
            **{f"state_{group.pk}": "yes" if known else "no", f"ground_{group.pk}": ground if known else ""},
        )


def test_four_of_thirteen_and_what_changed(staff, editions):
    first, second = editions[2019], editions[2020]
    post(staff, at("protection_groups", first), action="usual")
    post(
        staff,
        at("regulation_new", first),
        kind="pergub",
        number="12",
        year="2019",
        about="Jaminan sosial ketenagakerjaan pegawai non-ASN (contoh)",
        upload=SimpleUploadedFile("pergub.pdf", b"%PDF-1.4\ncontoh\n%%EOF\n"),
    )
    pergub = Regulation.objects.get()
    fill(staff, first, PROTECT_2019, ground=str(pergub.pk))

    matrix = staff.get(at("protection", first)).context["matrix"]
    honorer = next(count for count in matrix.counts if count.group.name == HONORER)
    assert (honorer.protected, honorer.regencies, honorer.unknown, honorer.known_before) == (4, 13, 0, 0)
    others = [count for count in matrix.counts if count.group.name != HONORER]
    assert {(count.protected, count.unknown) for count in others} == {(0, 13)}
    text = staff.get(at("protection", first)).content.decode()
    assert ("4 dari 13" in text, "Pergub 12/2019" in text, "tidak ada data pembanding" in text) == (True, True, True)

    # A year that has not begun: nothing is carried over, the form offers last year's.
    begun = staff.get(at("protection", second)).context["matrix"].counts[0]
    assert (begun.protected, begun.protected_before, begun.unknown) == (0, 4, 13)
    offered = staff.get(at("protection_regency", second, "63.11"))
    group = ProtectedGroup.objects.get(name=HONORER)
    assert offered.context["form"].fields[f"state_{group.pk}"].initial == "yes"
    assert offered.context["from_last_year"] is True

    fill(staff, second, PROTECT_2020, asked=sorted({*PROTECT_2019, *PROTECT_2020}))
    page = staff.get(at("protection", second))
    after = page.context["matrix"].counts[0]
    assert (after.protected, after.protected_before, after.unknown) == (5, 4, 7)
    assert ([row.name for row in after.gained], [row.name for row in after.lost]) == (
        ["Tanah Laut", "Banjarmasin"],
        ["Banjarbaru"],
    )
    text = page.content.decode()
    words = ["5 dari 13", "Kini terlindungi: Kabupaten Tanah Laut, Kota Banjarmasin", "Tidak lagi terlindungi"]
    assert [word in text for word in words] == [True] * 3
    assert (text.count("Berubah: 2019 belum"), text.count("Berubah: 2019 terlindungi")) == (2, 1)


def test_two_days_of_outreach(staff, editions):
    edition = editions[2019]
    page = post(
        staff,
        at("outreach_new", edition),
        subject="Perlindungan pegawai non-ASN",
        starts_on="2019-09-24",
        ends_on="2019-09-25",
        place="Banjarmasin",
        invited="Dinas Tenaga Kerja\nBappeda\n\ndinas tenaga kerja\nBiro Hukum",
    )
    event = staff.get(page).context["event"]
    assert (event.starts_on, event.ends_on) == (datetime.date(2019, 9, 24), datetime.date(2019, 9, 25))
    agencies = staff.get(page).context["agencies"]
    assert [(row.name, row.present) for row in agencies] == [
        ("Dinas Tenaga Kerja", None),
        ("Bappeda", None),
        ("Biro Hukum", None),
    ]
    came = [agencies[0].pk, agencies[2].pk]
    post(staff, at("outreach_presence", edition, event.pk), present=came, uninvited="BPKAD")
    context = staff.get(page).context
    assert (context["invited"], context["came"], context["besides"]) == (3, 2, 1)
    assert [(row.name, row.invited, row.present) for row in context["agencies"]] == [
        ("Dinas Tenaga Kerja", True, True),
        ("Bappeda", True, False),
        ("Biro Hukum", True, True),
        ("BPKAD", False, True),
    ]
    # Struck from the invitations: who came stays, who did not goes.
    post(
        staff,
        at("outreach_edit", edition, event.pk),
        subject=event.subject,
        starts_on="2019-09-24",
        place="Banjarmasin",
        invited="Biro Hukum",
    )
    left = staff.get(page).context["agencies"]
    assert [(row.name, row.invited) for row in left] == [
        ("Biro Hukum", True),
        ("Dinas Tenaga Kerja", False),
        ("BPKAD", False),
    ]


def test_register_is_searched_and_its_files_are_opened(staff, editions):
    edition = editions[2019]
    paser = {"kind": "perda", "number": "3", "year": "2018", "about": "Ketenagakerjaan (contoh)"}
    balangan = factories.regency(edition.province, "63.11", "Balangan")
    content = b"%PDF-1.4\ncontoh\n%%EOF\n"
    post(
        staff, at("regulation_new", edition), **paser, regency=balangan.pk, upload=SimpleUploadedFile("a.pdf", content)
    )
    post(staff, at("regulation_new", edition), kind="se", number="560/1", year="2019", about="Non-ASN (contoh)")
    found = [
        [str(row) for row in staff.get(at("regulations", edition) + query).context["page"]]
        for query in ("", "?kind=perda", "?regency=63.11", "?regency=provinsi", "?q=non-asn", "?q=2018")
    ]
    perda, se = ["Perda 3/2018"], ["SE 560/1/2019"]
    assert found == [se + perda, perda, perda, se, se, perda]
    row = Regulation.objects.get(kind="perda")
    sent = staff.get(at("regulation_file", edition, row.pk))
    assert b"".join(sent.streaming_content) == content
    # The same line twice is refused; an edit without a file keeps the file.
    again = staff.post(at("regulation_new", edition), {**paser, "regency": balangan.pk})
    assert (again.status_code, "sudah ada dalam daftar" in again.content.decode()) == (422, True)
    post(staff, at("regulation", edition, row.pk), **{**paser, "about": "Lain"}, regency=balangan.pk)
    changed = Regulation.objects.get(pk=row.pk)
    assert (changed.about, changed.file_id) == ("Lain", row.file_id)
    without = Regulation.objects.get(kind="se")
    assert staff.get(at("regulation_file", edition, without.pk)).status_code == 404


def test_a_ground_must_be_the_regencys_own_or_the_provinces(staff, editions):
    edition = editions[2019]
    post(staff, at("protection_groups", edition), name="Nelayan")
    group = ProtectedGroup.objects.get()
    banjar = factories.regency(edition.province, "63.03", "Banjar")
    post(
        staff, at("regulation_new", edition), kind="perbup", number="9", year="2019", about="Contoh", regency=banjar.pk
    )
    row = Regulation.objects.get()
    foreign = staff.post(
        at("protection_regency", edition, "63.11"), {f"state_{group.pk}": "yes", f"ground_{group.pk}": row.pk}
    )
    # Kabupaten Balangan is not offered a regulation of Banjar, so the field is not there to be read.
    assert foreign.status_code == 302
    assert Protection.objects.get().regulation is None
    post(
        staff, at("protection_regency", edition, "63.03"), **{f"state_{group.pk}": "yes", f"ground_{group.pk}": row.pk}
    )
    assert Protection.objects.get(regency=banjar).regulation == row
    post(staff, at("protection_regency", edition, "63.03"), **{f"state_{group.pk}": ""})
    assert not Protection.objects.filter(regency=banjar).exists()
    assert Entry.objects.filter(verb="protection.enter").count() == 3
    # A group that holds data stays; an empty one goes.
    kept = staff.post(at("protection_group", edition, group.pk), {"action": "remove"})
    assert kept.status_code == 422
    post(staff, at("protection_groups", edition), name="Petani")
    post(staff, at("protection_group", edition, ProtectedGroup.objects.get(name="Petani").pk), action="remove")
    assert [one.name for one in ProtectedGroup.objects.all()] == ["Nelayan"]
