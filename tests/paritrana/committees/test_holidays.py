from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from paritrana.committees.holiday_queries import working_day_after, years_without_list
from paritrana.committees.models import Holiday
from paritrana.committees.services import holidays

FRIDAY = date(2026, 8, 14)


def test_own_days_of_the_province_come_on_top_of_the_national_ones(kaltim, kalsel, secretariat):
    assert working_day_after(kaltim, FRIDAY, 1) == date(2026, 8, 18)
    local = holidays.add(kaltim, date(2026, 8, 18), "Libur daerah", is_off=True, by=secretariat)
    assert working_day_after(kaltim, FRIDAY, 1) == date(2026, 8, 19)
    assert working_day_after(kalsel, FRIDAY, 1) == date(2026, 8, 18)
    holidays.add(kaltim, date(2026, 8, 17), "Digeser", is_off=False, by=secretariat)
    assert working_day_after(kaltim, FRIDAY, 1) == date(2026, 8, 17)
    holidays.remove(local, by=secretariat)
    assert working_day_after(kaltim, FRIDAY, 2) == date(2026, 8, 18)
    assert years_without_list(date(2025, 12, 1), date(2026, 2, 1)) == [2025]


def test_one_day_stands_once_and_only_those_in_charge_write_it(kaltim, secretariat, observer, stranger):
    holidays.add(kaltim, FRIDAY, "Libur daerah", is_off=True, by=secretariat)
    with pytest.raises(ValidationError):
        holidays.add(kaltim, FRIDAY, "Lagi", is_off=True, by=secretariat)
    for user in (observer, stranger):
        with pytest.raises(PermissionDenied):
            holidays.add(kaltim, date(2026, 8, 13), "Libur", is_off=True, by=user)
    assert Holiday.objects.count() == 1


def test_page_adds_and_removes_and_says_which_list_counts(edition, secretariat, observer, client_of):
    url = f"{edition.get_absolute_url()}hari-libur/"
    client = client_of(secretariat)
    assert client.post(url, {"day": "", "name": "", "is_off": "off"}).status_code == 422
    typed = {"day": "2026-08-18", "name": "Libur daerah", "is_off": "off"}
    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 422
    text = client_of(observer).get(url).content.decode()
    assert ("Libur daerah" in text, "Menurut SKB Nomor" in text, "Tambahkan hari" in text) == (True, True, False)
    row = Holiday.objects.get()
    assert client.post(f"{url}{row.pk}/hapus/").status_code == 302
    assert Holiday.objects.count() == 0
