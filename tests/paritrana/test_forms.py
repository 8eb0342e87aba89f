"""What every form of the portal does by itself."""

import zoneinfo
from datetime import datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from paritrana.forms import LocalDateField, PortalForm, PortalModelForm, UploadField, WholeNumberField, refused
from paritrana.regions.models import Nominee, Province

WITA = zoneinfo.ZoneInfo("Asia/Makassar")


class SampleForm(PortalForm):
    submit_label = "Simpan sesi"
    fieldsets = (("Waktu", ("start",)),)
    kind = forms.ChoiceField(label="Cara", choices=[("a", "Di tempat"), ("b", "Daring")], widget=forms.RadioSelect)
    start = forms.DateTimeField(label="Mulai", help_text="Saat panel siap.")
    day = forms.DateField(label="Hari", required=False)
    weight = forms.DecimalField(label="Bobot", decimal_places=2, required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class PlaceForm(PortalForm):
    province = forms.ModelChoiceField(Province.objects.none(), required=False, empty_label="Semua provinsi")
    note = forms.CharField(max_length=10, widget=forms.Textarea)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["late"] = forms.CharField(max_length=10, required=False)


class NomineeForm(PortalModelForm):
    class Meta:
        model = Nominee
        fields = ["kind", "province"]


def page(form) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form, "csrf_token": "x"}))


@pytest.fixture
def in_wita():
    with timezone.override(WITA):
        yield


def test_a_bound_form_prints_every_message_twice_and_keeps_what_was_typed(in_wita):
    form = SampleForm({"weight": "12,345", "day": "2025-07-28"}, user=None)
    html = page(form)
    assert html.count("Pilih salah satu.") == 2
    assert html.count("Isi bagian ini.") == 2
    assert 'href="#id_kind_0"' in html
    assert 'href="#id_start"' in html
    assert 'id="id_start_error"' in html
    assert 'aria-describedby="id_start_helptext id_start_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="12,345"' in html
    assert 'value="2025-07-28"' in html
    assert "novalidate" in html
    assert '<button class="btn btn-primary" type="submit">Simpan sesi</button>' in html


def test_optional_fields_are_marked_and_required_ones_are_not(in_wita):
    html = page(SampleForm(user=None))
    assert html.count("(opsional)") == 2
    assert "error-summary" not in html


def test_fields_that_no_group_names_come_last():
    form = SampleForm(user=None)
    names = [(str(legend), [field.name for field in fields]) for legend, fields in form.sections]
    assert names == [("Waktu", ["start"]), ("", ["kind", "day", "weight"])]


def test_a_moment_is_read_and_shown_in_the_active_zone(in_wita):
    form = SampleForm({"kind": "a", "start": "2025-07-28T15:00"}, user=None)
    assert form.is_valid()
    assert form.cleaned_data["start"] == datetime(2025, 7, 28, 15, 0, tzinfo=WITA)
    html = page(SampleForm(initial={"start": datetime(2025, 7, 28, 7, 0, tzinfo=zoneinfo.ZoneInfo("UTC"))}, user=None))
    assert 'type="datetime-local"' in html
    assert 'value="2025-07-28T15:00"' in html
    assert "Saat panel siap. Waktu dalam WITA." in html


@pytest.mark.parametrize(
    ("typed", "value"), [("12,5", Decimal("12.5")), ("12.5", Decimal("12.5")), ("100", Decimal(100))]
)
def test_decimals_take_comma_and_point(in_wita, typed, value):
    form = SampleForm({"kind": "a", "start": "2025-07-28T15:00", "weight": typed}, user=None)
    assert form.is_valid()
    assert form.cleaned_data["weight"] == value


@pytest.mark.parametrize(("typed", "value"), [("1234", 1234), ("1.234", 1234), ("1.234.567", 1234567), ("1 234", 1234)])
def test_counts_take_grouped_digits(typed, value):
    assert WholeNumberField().clean(typed) == value


@pytest.mark.parametrize("typed", ["1.23", "12.34", "1.234 567", "1,5", "dua"])
def test_a_count_that_could_mean_two_things_is_refused(typed):
    with pytest.raises(forms.ValidationError) as refusal:
        WholeNumberField().clean(typed)
    assert refusal.value.messages == ["Tulis bilangan bulat, misalnya 1.250."]


@pytest.mark.django_db
def test_choices_from_the_database_start_empty(kaltim):
    form = NomineeForm(user=None)
    assert list(form.fields["province"].queryset) == []
    form.fields["province"].queryset = Province.objects.filter(pk=kaltim.pk)
    assert [label for _value, label in form.fields["province"].choices] == ["Pilih", str(kaltim)]


def test_a_form_may_say_what_no_choice_means():
    assert [label for _value, label in PlaceForm(user=None).fields["province"].choices] == ["Semua provinsi"]


def test_a_long_text_is_kept_and_answered_not_cut_by_the_browser():
    form = PlaceForm({"note": "sebelas....."}, user=None)
    assert list(form.errors) == ["note"]
    assert "maxlength" not in page(form)
    assert "sebelas....." in str(form["note"])


@pytest.mark.parametrize("typed", ["0025-07-28", "1025-07-28", "9999-12-31"])
def test_a_year_that_nobody_means_is_refused(typed):
    with pytest.raises(forms.ValidationError) as refusal:
        LocalDateField().clean(typed)
    assert refusal.value.messages == ["Periksa tahunnya; tulis empat angka, misalnya 2025."]


@pytest.mark.django_db
def test_a_choice_that_is_gone_is_said_without_its_key(kaltim):
    form = PlaceForm({"province": "999", "note": "x"}, user=None)
    assert form.errors == {"province": ["Pilih lagi: salah satu pilihan sudah berubah atau tidak ada lagi."]}


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        (
            "data.xls",
            10,
            "Jenis berkas .xls belum dapat diterima. Buka di Excel, pilih Simpan Sebagai .xlsx, lalu unggah lagi.",
        ),
        ("virus.exe", 10, "Jenis berkas .exe belum dapat diterima. Pilih berkas PDF atau JPG."),
        ("foto.JPG", 3 * 1024, "Perkecil berkas ini menjadi paling besar 2 KB; sekarang 3 KB."),
        ("kosong.pdf", 0, "Berkas yang dikirimkan kosong."),
    ],
)
def test_a_file_is_refused_with_the_way_out(name, size, message):
    field = UploadField(types=("pdf", "jpg"), max_bytes=2048)
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean(SimpleUploadedFile(name, b"x" * size))
    assert refusal.value.messages == [message]


def test_a_file_field_says_what_it_takes():
    field = UploadField(types=("pdf", "jpg"), max_bytes=20 * 1024**2, help_text="Surat bertanda tangan.")
    assert str(field.help_text) == "Surat bertanda tangan. PDF atau JPG, paling besar 20 MB."
    assert field.widget.attrs["accept"] == ".pdf,.jpg"
    upload = SimpleUploadedFile("Surat.PDF", b"%PDF")
    assert field.clean(upload) is upload


def test_a_refused_form_answers_422():
    request = RequestFactory().get("/")
    request.htmx = False
    assert refused(request, "404.html").status_code == 422
