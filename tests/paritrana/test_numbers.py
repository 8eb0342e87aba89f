"""How figures and times are written: the examples are those of the award's own papers (docs/domain.md 7 and 10)."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from paritrana import numbers

WITA = zoneinfo.ZoneInfo("Asia/Makassar")
DEADLINE = datetime(2025, 7, 31, 23, 59, tzinfo=WITA)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("1234.56"), None, "1.234,56"),
        (Decimal("1E+3"), None, "1.000"),
        (1358649, None, "1.358.649"),
        (0, None, "0"),
        (-1234567, None, "-1.234.567"),
        (Decimal("-0.004"), 2, "0,00"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.125"), 2, "-0,13"),
        (Fraction(2461, 30), 2, "82,03"),
        (Fraction(1, 3), None, "0,33"),
        (None, None, "–"),
    ],
)
def test_num_writes_points_and_a_comma(value, decimals, text):
    assert numbers.num(value, decimals) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 7, 28), "Senin tanggal dua puluh delapan bulan Juli tahun dua ribu dua puluh lima (28-07-2025)"),
        (
            date(2024, 12, 31),
            "Selasa tanggal tiga puluh satu bulan Desember tahun dua ribu dua puluh empat (31-12-2024)",
        ),
        (
            date(2024, 2, 29),
            "Kamis tanggal dua puluh sembilan bulan Februari tahun dua ribu dua puluh empat (29-02-2024)",
        ),
        (date(2011, 11, 1), "Selasa tanggal satu bulan November tahun dua ribu sebelas (01-11-2011)"),
    ],
)
def test_days_are_written_in_words(day, text):
    assert numbers.tanggal_terbilang(day) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "Rp0,00"),
        (Decimal("1000000.50"), "Rp1.000.000,50"),
        (2_500_000, "Rp2.500.000,00"),
        (Decimal("-0.005"), "-Rp0,01"),
        (None, "–"),
    ],
)
def test_amounts_have_points_and_two_decimals(value, text):
    assert numbers.rupiah(value) == text


@pytest.mark.parametrize("write", [numbers.num, numbers.pct, numbers.delta, numbers.rupiah])
def test_a_float_is_refused(write):
    with pytest.raises(TypeError):
        write(70.86)


def test_pct_has_no_space_and_may_pass_a_hundred():
    assert numbers.pct(Fraction(962711 * 100, 1358649)) == "70,86%"
    assert numbers.pct(Fraction(77074 * 100, 51086)) == "150,87%"
    assert numbers.pct(Decimal(50), 0) == "50%"
    assert numbers.pct(None) == "–"


def test_points_write_units_as_the_printed_total():
    assert numbers.points(8203) == "82,03"
    assert numbers.points(82033, 3) == "82,033"
    assert numbers.points(5) == "0,05"
    assert numbers.points(100, 0) == "100"
    assert numbers.points(None) == "–"


def test_delta_carries_its_sign():
    texts = [numbers.delta(Decimal(value)) for value in ("1.2", "-3.2", "0", "-0.001")]
    assert texts == ["+1,20", "-3,20", "0,00", "0,00"]


def test_rupiah_size_and_seal():
    assert numbers.rupiah(5000) == "Rp5.000,00"
    assert numbers.rupiah(-2500000) == "-Rp2.500.000,00"
    sizes = [numbers.size(count) for count in (820, 12288, 1572864, 20 * 1024**2)]
    assert sizes == ["820 B", "12 KB", "1,5 MB", "20 MB"]
    assert numbers.seal("3f2a91bc77d0ffff") == "3f2a 91bc 77d0"
    assert numbers.seal("") == "–"


def test_weekdays_are_computed():
    assert numbers.tanggal(date(2025, 7, 28)) == "Senin, 28 Juli 2025"
    assert numbers.tanggal(date(2024, 2, 21)) == "Rabu, 21 Februari 2024"
    assert numbers.tanggal_pendek(date(2025, 8, 5)) == "5 Agu 2025"
    assert numbers.tanggal(None) == numbers.tanggal_pendek(None) == "–"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "14.00 WIB"),
        ("Asia/Makassar", "15.00 WITA"),
        ("Asia/Jayapura", "16.00 WIT"),
        ("UTC", "07.00 UTC"),
    ],
)
def test_pukul_names_the_zone(zone, text):
    moment = datetime(2025, 7, 28, 7, 0, tzinfo=UTC).astimezone(zoneinfo.ZoneInfo(zone))
    assert numbers.pukul(moment) == text


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(days=2, hours=3), "2 hari lagi"),
        (timedelta(hours=24), "besok"),
        (timedelta(hours=23, minutes=58), "23 jam lagi"),
        (timedelta(minutes=59), "59 menit lagi"),
        (timedelta(seconds=20), "1 menit lagi"),
        (timedelta(0), "sudah lewat"),
        (timedelta(minutes=-5), "sudah lewat"),
    ],
)
def test_a_deadline_says_how_long_is_left(before, text):
    now = (DEADLINE - before).astimezone(UTC)
    assert numbers.batas(DEADLINE, now) == f"Kamis, 31 Juli 2025 pukul 23.59 WITA ({text})"


def test_a_deadline_that_is_not_set_is_a_dash():
    assert numbers.batas(None, datetime.now(UTC)) == numbers.waktu(None) == numbers.pukul(None) == "–"
