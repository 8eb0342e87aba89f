import re
from base64 import b64decode
from fractions import Fraction
from xml.etree import ElementTree

from paritrana.charts import Bar, bars, data_uri

ROWS = [
    Bar("Kabupaten <Paser>", Fraction(50), Fraction(52), "50,00% (-2,00)"),
    Bar("Kota Bontang", None, Fraction(40), "belum ada angka"),
]


def plot(rows, **more):
    return bars(rows, title="Cakupan", text="Turun: Paser.", now="2024", before="2023", **more)


def test_bars_says_in_words_what_it_shows():
    svg = ElementTree.fromstring(plot(ROWS))
    space = "{http://www.w3.org/2000/svg}"
    assert (svg.get("role"), svg.find(f"{space}title").text, svg.find(f"{space}desc").text) == (
        "img",
        "Cakupan",
        "Turun: Paser.",
    )
    assert "Kabupaten <Paser>" in [text.text for text in svg.iter(f"{space}text")]


def test_bars_draw_nothing_for_what_is_missing():
    svg = plot(ROWS)
    assert (svg.count('class="chart-now"'), svg.count('class="chart-before"')) == (1 + 1, 1 + 2)  # with the legend


def test_bars_scale_grows_above_100():
    assert "125%" in plot([Bar("a", Fraction(120), None, "")])
    assert "125%" in plot(ROWS, beside=[Bar("a", Fraction(120), None, "")])
    assert re.findall(r"(\d+)%</text>", plot(ROWS)) == ["0", "25", "50", "75", "100"]


def test_bars_mark_stands_at_its_value():
    assert '<line class="chart-mark" x1="216" x2="216"' in plot(ROWS, mark=(Fraction(60), "Target 60,00%"))


def test_data_uri_carries_the_plot():
    svg = plot(ROWS)
    assert b64decode(data_uri(svg).split(",")[1]).decode() == svg
