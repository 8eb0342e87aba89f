"""The list of nominations at the size of a province that proposes every company."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nominations.workflow import Status
from tests import factories

# The frame of the transaction asks nothing.
FRAME = ("SAVEPOINT", "RELEASE")


@pytest.fixture
def two_thousand(edition, regencies, secretariat):
    """1,500 companies and 500 small ones, in ten regencies."""
    made = []
    for name, slug, count in (("Usaha Besar", "usaha-besar", 1500), ("Usaha Kecil", "usaha-kecil", 500)):
        category = factories.category(edition, name, slug, nominee_kind="company")
        factories.instrument(category, indicators=2)
        made += factories.many_nominations(category, regencies, count, secretariat)
    return made


def test_the_list_of_two_thousand_stays_light_however_it_is_filtered_and_sorted(
    client_of, page, edition, secretariat, two_thousand
):
    client, url = client_of(secretariat), page("nominations", edition)
    client.get(url)
    costs, found = [], {}
    for query in (
        "",
        "page=40",
        "state=sent&category=usaha-besar&sort=-sending",
        "sending=unsent&regency=64.07&sort=nominee",
        "sending=sent&sort=-filled&page=3",
        "q=nomor+0012&sort=outcome",
        "sort=category&page=20",
    ):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"{url}?{query}")
        asked = [query["sql"] for query in queries if not query["sql"].startswith(FRAME)]
        costs.append((len(asked), len(response.content)))
        table = response.context["table"]
        found[query] = (table.page.paginator.count, len(table.page))
    assert max(queries for queries, _size in costs) <= 12
    assert max(size for _queries, size in costs) <= 60_000
    assert list(found.values()) == [(2000, 50), (2000, 50), (375, 50), (100, 50), (1500, 50), (2, 2), (2000, 50)]


def test_equal_rows_keep_their_place_over_all_pages(client_of, page, edition, regencies, secretariat):
    category = factories.category(edition, "Usaha", "usaha", nominee_kind="company")
    made = factories.many_nominations(category, regencies, 120, secretariat)
    client, url = client_of(secretariat), page("nominations", edition)
    for column in ("category", "-outcome", "filled", "-sending"):
        seen = []
        for number in (1, 2, 3):
            response = client.get(f"{url}?sort={column}&page={number}")
            seen += [row.record.pk for row in response.context["table"].page]
        assert sorted(seen) == sorted(row.pk for row in made)


def test_filter_search_and_order_stand_in_the_address_and_stay_together(
    client_of, page, edition, category, nominees, secretariat
):
    for nominee, status in zip(nominees, [Status.PROPOSED, Status.SENT, Status.WITHDRAWN] * 3, strict=False):
        factories.nomination(category, nominee, secretariat, status)
    client, url = client_of(secretariat), page("nominations", edition)
    text = client.get(f"{url}?sort=-number&state=sent&sending=sent").text
    # The form keeps what the links have chosen, the links keep what the form has chosen.
    assert '<input type="hidden" name="sort" value="-number">' in text
    assert '<input type="hidden" name="state" value="sent">' in text
    assert 'href="?sort=-number&amp;sending=sent"' in text
    # Who has withdrawn counts as neither.
    assert "3 terkirim, 3 belum dikirim." in text
    assert '<option value="64.71">Kota Balikpapan</option>' in text


def test_a_regency_out_of_reach_is_no_choice(client_of, page, edition, category, nominees, secretariat, branch_head):
    for nominee in nominees:
        factories.nomination(category, nominee, secretariat)
    response = client_of(branch_head).get(page("nominations", edition))
    choices = response.context["filter"].form.fields["regency"].choices
    assert [value for value, _label in choices] == ["", "64.03", "64.02", "64.01", "64.72"]
