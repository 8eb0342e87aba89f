"""Laporan panelis and filled sheets: the figures of each person, and never before all scoring is closed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from reports.services.reports import request_panel_report, request_score_sheets
from scoring.models import ScoreSheet


def tables(data):
    return [block["rows"] for block in data["blocks"] if block["block"] == "table"]


def test_panel_report_has_the_fair_severity_and_who_was_away(closed, panelists, secretariat, stranger):
    category = closed([["80.00", "90.00"], ["70.00", "80.00"], ["60.00", "96.00"]])
    ScoreSheet.objects.filter(nomination__number=3, person=panelists[0]).update(status="absent", reason="Sakit.")
    data = request_panel_report(category, by=secretariat).data
    people, marks, away, extreme = tables(data)[:4]
    # Without the third sheet the first person lies 10 points below the other on the nominees both have marked.
    assert people[0][2:] == ["2", "75,00", "7,07", "70,00–80,00", "-5,00", "0", "1"]
    assert people[1][2:] == ["3", "88,67", "8,08", "80,00–96,00", "+5,00", "0", "0"]
    assert sorted(row[1:] for row in marks) == [["70,00", "80,00"], ["80,00", "90,00"], ["–", "96,00"]]
    assert [row[2] for row in away] == ["Tidak hadir: Sakit."]
    assert [row[3] for row in extreme] == ["96,00"]
    assert [block["block"] for block in data["blocks"]].count("plot") == 1
    with pytest.raises(PermissionDenied):
        request_panel_report(category, by=stranger)


def test_filled_sheets_have_a_page_for_each_person(closed, panelists, secretariat):
    category = closed([["80.00", "90.00"], ["70.00", "80.00"]])
    data = request_score_sheets(category, by=secretariat).data
    whole, first, second = tables(data)
    assert [row[3] for row in whole] == ["2/2", "2/2"]
    assert [row[1:] for row in first] == [["80,00", "80,00", ""], ["70,00", "70,00", ""]]
    assert [block["text"] for block in data["blocks"] if block["block"] == "page"] == [
        f"{person} · Wawancara" for person in panelists[:2]
    ]


def test_marks_are_not_printed_while_anything_is_open(closed, secretariat):
    category = closed([["80.00", "90.00"]])
    ScoreSheet.objects.filter(pk=ScoreSheet.objects.first().pk).update(status="sent")
    for request in (request_panel_report, request_score_sheets):
        with pytest.raises(ValidationError, match="Tutup seluruh penilaian"):
            request(category, by=secretariat)
