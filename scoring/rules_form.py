"""The form of what is set beside the criteria: how is rounded, what is left out, what equal totals mean."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from paritrana.forms import PortalForm
from paritrana.numbers import num
from scoring.engine.rules import MarkError, parse_mark, people_for_trim
from scoring.forms import DECIMAL_INPUT
from scoring.models import RuleBook
from scoring.queries import tree
from scoring.services.rubric import SETTINGS
from scoring.services.sheets import mark_error

TIE_STEPS = 4
LAST = [
    "tie_places", "tie_criterion", "minimum_total", "quorum_ways", "absent",
    "changes_until", "extreme_reasons", "publication", "publish_chances",
]  # fmt: skip


class RulesForm(PortalForm):
    """What is set beside the criteria."""

    submit_label = gettext_lazy("Simpan aturan")

    decimals = forms.TypedChoiceField(
        label=gettext_lazy("Angka desimal nilai akhir"),
        coerce=int,
        choices=[(2, "2"), (3, "3"), (4, "4")],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Peringkat mengikuti nilai yang dicetak."),
    )
    rounding_stages = forms.MultipleChoiceField(
        label=gettext_lazy("Pembulatan di tengah penghitungan"),
        choices=RuleBook.Stage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Biasanya kosong: nilai akhir dibulatkan satu kali, di ujung. Pilih hanya bila peraturan provinsi "
            "membulatkan lebih dahulu; angkanya dibulatkan ke desimal yang sama, setengah ke atas."
        ),
    )
    missing_policy = forms.ChoiceField(
        label=gettext_lazy("Bila seorang panelis tidak ikut menilai"),
        choices=RuleBook.MissingPolicy.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Rata-rata adil memperhitungkan panelis yang biasa memberi nilai tinggi atau rendah. "
            "Bila semua hadir, keduanya sama. Lembar yang tidak ada tidak pernah dihitung 0."
        ),
    )
    trim = forms.TypedChoiceField(
        label=gettext_lazy("Lembar wawancara yang disisihkan"),
        coerce=int,
        choices=RuleBook.Trim.choices,
        widget=forms.RadioSelect,
        help_text=format_lazy(
            gettext_lazy(
                "Lembar tertinggi dan terendah tiap kandidat tidak ikut dirata-rata. Satu memerlukan paling sedikit "
                "{one} penilai wawancara, dua paling sedikit {two}."
            ),
            one=people_for_trim(1),
            two=people_for_trim(2),
        ),
    )
    minimum_total = forms.CharField(
        label=gettext_lazy("Nilai paling rendah untuk juara"),
        required=False,
        widget=forms.TextInput(DECIMAL_INPUT),
        help_text=gettext_lazy("Kosongkan bila tidak ada batas."),
    )
    tie_places = forms.ChoiceField(
        label=gettext_lazy("Nilai sama pada tempat juara"),
        choices=RuleBook.TiePlaces.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Berlaku bila semua pembeda di atas tidak membedakan."),
    )
    tie_criterion = forms.ChoiceField(
        label=gettext_lazy("Kriteria yang dilihat sekali lagi"),
        required=False,
        help_text=gettext_lazy("Hanya bila pleno melihat sekali lagi satu kriteria."),
    )
    quorum_ways = forms.MultipleChoiceField(
        label=gettext_lazy("Bila lembar seorang kandidat kurang dari kuorum"),
        choices=RuleBook.QuorumWay.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Kandidat lain tetap diperingkat. Jalan yang dipilih untuk kandidat ini dicatat dengan alasannya."
        ),
    )
    absent = forms.ChoiceField(
        label=gettext_lazy("Kandidat yang tidak hadir wawancara"),
        choices=RuleBook.Absent.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Tidak hadir tidak pernah bernilai 0."),
    )
    changes_until = forms.ChoiceField(
        label=gettext_lazy("Nilai yang sudah dikirim boleh diubah pemiliknya"),
        choices=RuleBook.ChangesUntil.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Setiap perubahan mendapat kode terima baru dan tetap tercatat. Sesudah batas ini nilai hanya dikoreksi "
            "oleh dua petugas, setelah penilaian kategori ditutup."
        ),
    )
    extreme_reasons = forms.BooleanField(
        label=gettext_lazy("Minta alasan untuk nilai ekstrem"),
        required=False,
        help_text=gettext_lazy(
            "Lembar dengan nilai pada rentang terendah atau tertinggi panduan kriterianya menyebut paling sedikit satu "
            "alasan dari daftar pendek, satu daftar untuk seluruh lembar. Bila panduannya kurang dari tiga rentang: "
            "nilai di bawah 50 atau mulai 95. Batas dan kalimatnya contoh, bukan ketentuan resmi."
        ),
    )
    publication = forms.ChoiceField(
        label=gettext_lazy("Yang diumumkan dalam paket hasil"),
        choices=RuleBook.Publication.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Paket hasil diumumkan bersama pemenang agar siapa pun dapat menghitung ulang. Nama penilai tidak pernah "
            "dimuat. Nilai dengan kode hanya diumumkan bila tidak ada penilai yang berhalangan atau tidak ikut "
            "menilai: sel kosong akan menunjukkan siapa di balik kodenya."
        ),
    )
    publish_chances = forms.BooleanField(
        label=gettext_lazy("Umumkan juga peluang peringkat"),
        required=False,
        help_text=gettext_lazy(
            "Bahan pertimbangan pleno, bukan bagian dari penetapan. Hanya dapat dimuat bersama nilai tiap penilai."
        ),
    )

    def __init__(self, *args: Any, rule_book: RuleBook, **kwargs: Any) -> None:
        chain = rule_book.tie_break
        kwargs["initial"] = {
            **{name: getattr(rule_book, name) for name in SETTINGS},
            "minimum_total": "" if rule_book.minimum_total is None else num(rule_book.minimum_total),
            **{f"tie_{step}": code for step, code in enumerate(chain, 1)},
        }
        super().__init__(*args, **kwargs)
        choices = [("", _("Tidak ada"))] + [(row.code, row.name) for row in tree(rule_book)]
        self.fields["tie_criterion"].choices = choices  # type: ignore[attr-defined]
        for step in range(1, TIE_STEPS + 1):
            self.fields[f"tie_{step}"] = forms.ChoiceField(
                label=_("Pembeda nilai sama ke-%s") % step, choices=choices, required=False
            )
        self.fields["tie_1"].help_text = _(
            "Nilai akhir yang sama dibedakan oleh nilai kriteria ini; yang masih sama berbagi peringkat."
        )
        # The chain comes first; what is still equal after it is asked next.
        self.order_fields([name for name in self.fields if name not in LAST] + LAST)

    def clean_rounding_stages(self) -> list[str]:
        return [stage for stage in RuleBook.Stage.values if stage in self.cleaned_data["rounding_stages"]]

    def clean_minimum_total(self) -> Decimal | None:
        text = self.cleaned_data["minimum_total"]
        if not text:
            return None
        try:
            return Decimal(parse_mark(text)).scaleb(-2)
        except MarkError as error:
            raise ValidationError(mark_error(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chain = [data[f"tie_{step}"] for step in range(1, TIE_STEPS + 1) if data.get(f"tie_{step}")]
        if len(set(chain)) < len(chain):
            self.add_error("tie_1", _("Pilih tiap pembeda satu kali saja."))
        data["tie_break"] = chain
        if data.get("tie_places") != RuleBook.TiePlaces.SECOND_LOOK:
            data["tie_criterion"] = ""
        elif not data.get("tie_criterion"):
            self.add_error("tie_criterion", _("Pilih kriterianya."))
        return data
