from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from paritrana.forms import PortalForm
from reports.models import Document


class OfferForm(PortalForm):
    """What is typed for a paper of a target; `last` is its newest version. Without fields it is one button."""

    submit_label = _("Buat")
    # Of which kind its paper is: whose numbers and tembusan it starts with.
    KIND: ClassVar[str] = ""

    def __init__(self, *args: Any, target: Any, last: Document | None, **kwargs: Any) -> None:
        self.target, self.last = target, last
        super().__init__(*args, **kwargs)

    def facts(self) -> dict[str, Any]:
        """What was typed, as the verb takes it."""
        return self.cleaned_data
