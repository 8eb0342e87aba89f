"""Who scores sees when the own office supplied a candidate's coverage. It asks and blocks nothing."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nominations.models import CoverageFigure
from paritrana.committees.models import Seat
from paritrana.roles import Role
from tests import factories

YEAR_END = datetime.date(2024, 12, 31)
LINE = "Pemasok data cakupan: kantor Anda (Cabang Samarinda) mengisi angka cakupan kandidat ini."


@pytest.fixture
def sheet(interview_sheets, panelist):
    """The first panelist's sheet of Kabupaten Paser, which Cabang Samarinda serves."""
    return next(sheet for sheet in interview_sheets if sheet.person_id == panelist.pk)


@pytest.fixture
def url(sheet, edition):
    return reverse("sheet", args=[edition.province.slug, edition.slug, sheet.pk])


@pytest.fixture
def enter(regencies, branch, branch_staff):
    """`enter()`: figures of Paser by Cabang Samarinda at the end of the assessment year."""

    def figure(regency=regencies[0], of=branch, as_of=YEAR_END):
        return CoverageFigure.objects.create(
            province_id="64", regency=regency, branch=of, as_of=as_of, segment="pu", participants=1000,
            source="contoh", entered_by=branch_staff,
        )  # fmt: skip

    return figure


@pytest.fixture(params=[Role.BRANCH_HEAD, Role.BRANCH_STAFF])
def at_the_branch(request, panelist, branch):
    """The panelist also sits at Cabang Samarinda."""
    return Seat.objects.create(person=panelist, role=request.param, branch=branch, province=branch.province)


def test_sheet_names_the_own_office_before_and_after_sending(
    sheet, url, enter, at_the_branch, panelist, client_of, fill
):
    enter()
    assert client_of(panelist).get(url).text.count(LINE) == 1
    fill(sheet)
    assert client_of(panelist).get(url).text.count(LINE) == 1


def test_other_figures_are_no_matter(url, enter, at_the_branch, panelist, client_of, regencies, kaltim):
    enter(regency=regencies[1])
    enter(as_of=datetime.date(2023, 12, 31))
    enter(of=factories.branch(kaltim, "K02", "Cabang Lain", [regencies[0]]))
    assert "Pemasok data" not in client_of(panelist).get(url).text


def test_who_has_left_the_branch_and_who_never_was_there_see_no_line(
    url, enter, at_the_branch, panelist, client_of, edition, interview_sheets, panelists
):
    enter()
    other = next(sheet for sheet in interview_sheets if sheet.person_id == panelists[1].pk)
    theirs = reverse("sheet", args=[edition.province.slug, edition.slug, other.pk])
    assert "Pemasok data" not in client_of(panelists[1]).get(theirs).text
    at_the_branch.ends_at = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
    at_the_branch.save()
    assert "Pemasok data" not in client_of(panelist).get(url).text


def test_line_costs_one_query_and_none_without_a_branch(url, enter, panelist, client_of, branch, panelists):
    def cost():
        client = client_of(panelist)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return sum("nominations_coveragefigure" in query["sql"] for query in queries)

    enter()
    assert cost() == 0
    Seat.objects.create(person=panelist, role=Role.BRANCH_STAFF, branch=branch, province=branch.province)
    assert cost() == 1
