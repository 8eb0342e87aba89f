"""The pages of an edition as its people find them: one row for few, groups for many."""

import re

BASE = "/kaltim/penilaian-2024/"


def rows(client, address):
    """Per row of the navigation: the labels, the one that is marked in brackets."""
    nav = re.search(r'<nav class="edition-nav".*?</nav>', client.get(address).text, re.DOTALL)[0]
    found = []
    for row in re.findall(r"<ul>(.*?)</ul>", nav):
        links = re.findall(r'<a href="[^"]*"( aria-current="(?:page|true)")?>([^<]*)</a>', row)
        found.append([f"[{label}]" if here else label for here, label in links])
    return found


def test_the_secretariat_sees_groups_and_the_pages_of_the_open_one(client_of, secretariat, edition):
    client = client_of(secretariat)
    first = ["Persiapan", "Usulan", "Cakupan", "Wawancara", "Hasil", "Dokumen", "Catatan"]
    assert rows(client, BASE) == [["[Ringkasan]", *first]]
    assert rows(client, f"{BASE}kategori/") == [
        ["Ringkasan", "[Persiapan]", *first[1:]],
        ["Panitia", "[Kategori]", "Tahapan", "Kriteria", "Rapat persiapan"],
    ]
    assert rows(client, f"{BASE}penilaian/kemajuan/")[1] == [
        "Wawancara", "[Kemajuan penilaian]", "Konflik kepentingan",
    ]  # fmt: skip


def test_who_has_few_pages_sees_them_in_one_row(client_of, panelist, edition):
    assert rows(client_of(panelist), BASE) == [
        [
            "[Ringkasan]", "Panitia", "Kriteria", "Rapat persiapan", "Usulan", "Cakupan", "Regulasi", "Sosialisasi",
            "Wawancara", "Penilaian", "Konflik kepentingan", "Peringkat",
        ]
    ]  # fmt: skip


def test_the_plenary_stands_under_the_ranking(client_of, chair, category):
    assert rows(client_of(chair), f"{BASE}pleno/{category.slug}/")[1] == ["[Peringkat]", "Sanggahan"]


def test_only_who_selects_is_offered_the_selection(client_of, secretariat, chair, edition):
    address = f"{BASE}usulan/"
    assert rows(client_of(secretariat), address)[1] == ["[Usulan]", "Verifikasi", "Seleksi"]
    [row] = rows(client_of(chair), address)  # a group of one page is that page
    assert "[Usulan]" in row
