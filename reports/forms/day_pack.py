from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from interviews.models import PanelSeat, Session, Slot
from interviews.queries import STANDING
from paritrana.forms import PortalForm
from reports.documents.day_pack import Part


class PartsForm(PortalForm):
    """Which papers, and whose sheets."""

    submit_label = gettext_lazy("Buat bagian ini")

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Bagian"), choices=Part.choices, widget=forms.CheckboxSelectMultiple
    )
    panelist = forms.ModelChoiceField(
        label=gettext_lazy("Lembar milik panelis"), queryset=PanelSeat.objects.none(), required=False,
        help_text=gettext_lazy("Kosongkan untuk semua panelis."),
    )  # fmt: skip
    nominee = forms.ModelChoiceField(
        label=gettext_lazy("Lembar untuk nomine"), queryset=Slot.objects.none(), required=False,
        help_text=gettext_lazy("Kosongkan untuk semua nomine."),
    )  # fmt: skip

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        panel = PanelSeat.objects.visible_to(self.user, "day_pack.make").filter(session=session, cancelled=False)
        slots = Slot.objects.visible_to(self.user, "day_pack.make").filter(STANDING, session=session)
        self.fields["panelist"].queryset = panel.select_related("person")
        self.fields["nominee"].queryset = slots.select_related("nomination__nominee", "nominee")
