"""Forms of editions, categories and stages. Those of people stand in `forms_people`."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from paritrana.committees.models import Category, Edition, Stage
from paritrana.committees.workflow import SKIPPABLE
from paritrana.forms import LocalDateTimeField, PortalForm, PortalModelForm
from paritrana.regions.models import Province
from paritrana.roles import Role

STAGE_NAMES = dict(Stage.choices)
SECOND_OFFICERS = [(role.value, role.label) for role in (Role.SECRETARIAT, Role.CHAIR, Role.OBSERVER)]


class NewEditionForm(PortalModelForm):
    """A new edition: three facts that are never derived from each other, and what its categories start from."""

    submit_label = _("Buat penyelenggaraan")
    start = forms.ChoiceField(label=_("Kategori dimulai dari"), widget=forms.RadioSelect)

    class Meta:
        model = Edition
        fields = ["province", "title", "assessment_year", "held_year"]
        help_texts = {
            "title": _("Seperti akan tercetak pada surat dan piagam."),
            "assessment_year": _("Periode 1 Januari sampai 31 Desember yang dinilai."),
            "held_year": _("Tahun kegiatan dilaksanakan, biasanya setahun sesudahnya."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        provinces = Province.objects.visible_to(user, "editions.create")
        self.fields["province"].queryset = provinces
        self.earlier = {
            f"edition-{edition.pk}": edition
            for edition in Edition.objects.visible_to(user, "editions.create").select_related("province")[:10]
        }
        self.fields["start"].choices = [
            ("2024", _("Susunan 2024: 4 kategori")),
            ("2023", _("Susunan 2023: 8 kategori")),
            *[(key, _("Salin dari %s") % edition) for key, edition in self.earlier.items()],
            ("empty", _("Kosong, kategori diisi sendiri")),
        ]
        self.fields["start"].initial = "2024"
        if len(provinces) == 1:
            self.fields["province"].initial = provinces[0]
            self.fields["province"].widget = forms.HiddenInput()

    def source(self) -> dict[str, Any]:
        """`template` and `copy_of` as the service asks for them."""
        start = self.cleaned_data["start"]
        return {"template": start if start.isdigit() else None, "copy_of": self.earlier.get(start)}


class EditionForm(PortalModelForm):
    """What an edition says of itself."""

    submit_label = _("Simpan penyelenggaraan")
    fieldsets = (
        (_("Penyelenggaraan"), ("title", "assessment_year", "held_year")),
        (_("Keputusan panitia"), ("committee_name", "decree_number", "decree_date")),
        (_("Penganugerahan"), ("ceremony_at", "ceremony_place")),
        (_("Petugas kedua"), ("second_officers",)),
        (_("Catatan pribadi"), ("notes_days",)),
    )
    second_officers = forms.MultipleChoiceField(
        label=_("Yang dapat menjadi petugas kedua"),
        choices=SECOND_OFFICERS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Untuk tindakan yang harus dilakukan dua orang, misalnya mencatat dari surat bertanda tangan."),
    )

    class Meta:
        model = Edition
        fields = [
            "title", "assessment_year", "held_year", "committee_name", "decree_number", "decree_date",
            "ceremony_at", "ceremony_place", "second_officers", "notes_days",
        ]  # fmt: skip
        help_texts = {"decree_number": _("Boleh dikosongkan dahulu: nomor menyusul.")}

    def _post_clean(self) -> None:
        """The service checks the row; here only the fields speak."""


class CategoryForm(PortalForm):
    """A category: who competes, for how many places, in which words, with which windows."""

    submit_label = _("Simpan kategori")
    fieldsets = (
        (_("Kategori"), ("name", "nominee_kind", "sector", "order")),
        (_("Juara"), ("places", "rank_words", "nominee_word")),
        (_("Jalannya penilaian"), ("skips", "desk_by", "letters")),
        (_("Waktu"), ("nomination_opens", "nomination_closes", "review_closes")),
        (_("Tanggapan cabang"), ("branch_sees_order",)),
    )
    name = forms.CharField(label=_("Nama kategori"), max_length=120)
    nominee_kind = forms.ChoiceField(
        label=_("Jenis kandidat"), choices=Category._meta.get_field("nominee_kind").choices, widget=forms.RadioSelect
    )
    sector = forms.CharField(label=_("Sektor"), max_length=80, required=False)
    order = forms.IntegerField(label=_("Urutan"), min_value=1, max_value=99, required=False)
    places = forms.IntegerField(label=_("Banyak juara"), min_value=1, max_value=20, initial=3)
    rank_words = forms.CharField(
        label=_("Sebutan peringkat"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Satu sebutan setiap baris, mulai dari yang tertinggi. Bila kosong: Juara 1, Juara 2, dan seterusnya."
        ),
    )
    nominee_word = forms.CharField(
        label=_("Sebutan nomine tanpa juara pada piagam"),
        max_length=60,
        required=False,
        help_text=_("Misalnya Nominasi. Bila kosong, nomine tanpa juara tidak menerima piagam."),
    )
    skips = forms.MultipleChoiceField(
        label=_("Tahap yang dilewati"),
        choices=[(name, STAGE_NAMES[name]) for name in SKIPPABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    desk_by = forms.ChoiceField(
        label=_("Yang menilai dokumen"), choices=Category.DeskBy.choices, widget=forms.RadioSelect, initial="panel"
    )
    letters = forms.MultipleChoiceField(
        label=_("Surat bertanda tangan yang diminta saat mengirim"),
        choices=Category.Letter.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tetap sejak pengusulan dibuka. Formulir surat pernyataan dicetak dari portal."),
    )
    nomination_opens = LocalDateTimeField(label=_("Pengusulan dibuka"), required=False)
    nomination_closes = LocalDateTimeField(label=_("Batas pengiriman"), required=False)
    review_closes = LocalDateTimeField(label=_("Batas tanggapan cabang"), required=False)
    branch_sees_order = forms.BooleanField(
        label=_("Kepala cabang melihat seluruh urutan kategori"),
        required=False,
        help_text=_("Bila tidak: hanya tempat dan nilai akhir daerahnya. Nilai panelis tidak pernah terlihat."),
    )

    def __init__(self, *args: Any, category: Category | None = None, **kwargs: Any) -> None:
        if category:
            initial = {name: getattr(category, name) for name in self.base_fields}
            kwargs["initial"] = initial | {"rank_words": "\n".join(category.rank_words)}
        super().__init__(*args, **kwargs)

    def clean_rank_words(self) -> list[str]:
        words = [line.strip() for line in self.cleaned_data["rank_words"].splitlines() if line.strip()]
        if long := next((word for word in words if len(word) > 60), None):
            raise ValidationError(_("Pendekkan sebutan ini menjadi paling banyak 60 huruf: %s") % long)
        return words

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 1


class ReasonForm(PortalForm):
    """A step that is stored with its reason."""

    reason = forms.CharField(label=_("Alasan"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, submit_label: Any, cancel_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label, self.cancel_url = submit_label, cancel_url


class _MoveForm(PortalForm):
    """`source` is the stage the person saw: of two tabs the second is told that the first has moved on."""

    source = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput)
    target = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput)


class ForwardForm(_MoveForm):
    """Into the next stage; soft conditions that were shown travel along, with the reason to set them aside."""

    RELEASE_WORD = "UMUMKAN"
    set_aside = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    word = forms.CharField(
        label=_("Ketik %s untuk membuka embargo") % RELEASE_WORD,
        help_text=_("Sejak itu hasil kategori ini terbuka untuk umum dan tidak dapat ditutup lagi."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    note = forms.CharField(
        label=_("Alasan melanjutkan"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Disimpan dan dicetak dalam berita acara."),
    )

    def __init__(self, *args: Any, target: Stage, soft: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label = (
            _("Umumkan hasil") if target == Stage.ANNOUNCED else _("Lanjutkan ke tahap %s") % target.label
        )
        # What was shown and set aside is posted back as text; the service compares it with what is true then.
        shown = self.data.getlist("next-set_aside") if self.is_bound else soft
        self.fields["set_aside"].choices = [(text, text) for text in shown]
        self.fields["set_aside"].initial = soft
        if not soft:
            del self.fields["note"]
        if target != Stage.ANNOUNCED:
            del self.fields["word"]

    def clean_word(self) -> str:
        if self.cleaned_data["word"].strip().upper() != self.RELEASE_WORD:
            raise ValidationError(_("Ketik %s untuk melanjutkan.") % self.RELEASE_WORD)
        return self.RELEASE_WORD


class BackForm(_MoveForm):
    """Back to an earlier stage, with a reason that everybody concerned is told."""

    submit_label = _("Kembalikan tahap")
    note = forms.CharField(label=_("Alasan"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, earlier: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"] = forms.ChoiceField(
            label=_("Kembalikan ke tahap"),
            choices=[(name, STAGE_NAMES[name]) for name in earlier],
            widget=forms.RadioSelect,
        )
