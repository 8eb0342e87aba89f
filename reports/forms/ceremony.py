"""What is typed for the ceremony: whose awards are handed over, and what prizes go with the places."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from paritrana.committees.models import Category, Edition
from paritrana.forms import WholeNumberField
from reports.forms.numbers import NumberField
from reports.forms.offers import OfferForm
from reports.models import Prize


class HandoverForm(OfferForm):
    """Which categories; at first all that are decided."""

    submit_label = _("Buat urutan dan naskah")

    categories = forms.ModelMultipleChoiceField(
        Category.objects.none(), label=_("Kategori"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Hadiah yang dibacakan diisi pada tanda terima piagam dan hadiah tiap kategori."),
    )  # fmt: skip

    def __init__(self, *args: Any, target: Edition, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        rows = Category.objects.visible_to(self.user, "documents.make").filter(
            edition=target, decisions__isnull=False, decisions__revoked_at=None
        )
        field = self.fields["categories"]
        field.queryset = rows.distinct().order_by("order", "pk")  # type: ignore[attr-defined]
        field.initial = list(field.queryset)  # type: ignore[attr-defined]


class PrizeReceiptForm(OfferForm):
    """Prizes by place, and the number of the receipt."""

    submit_label = _("Buat tanda terima")

    number = NumberField(label=_("Nomor tanda terima"))

    def __init__(self, *args: Any, target: Category, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        known = {
            row.place: row for row in Prize.objects.visible_to(self.user, "documents.make").filter(category=target)
        }
        self.places = [*range(1, target.places + 1), Prize.SPECIAL]
        groups = []
        for place in self.places:
            row = known.get(place)
            self.fields[f"text_{place}"] = forms.CharField(
                label=gettext("Hadiah"), required=False, max_length=160, initial=row.text if row else "",
                help_text=gettext("Misalnya televisi 43 inci."),
            )  # fmt: skip
            self.fields[f"amount_{place}"] = WholeNumberField(
                label=gettext("Uang pembinaan (rupiah)"), required=False, min_value=0, max_value=10**12,
                initial=row.amount if row else None,
            )  # fmt: skip
            legend = gettext("Juara %s") % place if place else gettext("Penghargaan khusus (tiap penerima)")
            groups.append((legend, (f"text_{place}", f"amount_{place}")))
        self.fieldsets = ((_("Tanda terima"), ("number",)), *groups)

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        prizes = {place: (typed[f"text_{place}"], typed[f"amount_{place}"]) for place in self.places}
        return {"prizes": prizes, "number": typed["number"]}
