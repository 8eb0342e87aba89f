from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.places import NOMINATION_PLACES
from paritrana.access import VisibleManager
from paritrana.regions.models import Province


class Contact(models.Model):
    """One talk of the secretariat with a candidate that has not moved yet."""

    PLACES = NOMINATION_PLACES

    class How(models.TextChoices):
        CALL = "call", _("Telepon")
        WHATSAPP = "whatsapp", _("WhatsApp")
        LETTER = "letter", _("Surat")
        VISIT = "visit", _("Tatap muka")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey("nominations.Nomination", models.CASCADE, related_name="contacts")
    how = models.CharField(_("cara"), max_length=8, choices=How)
    note = models.TextField(_("catatan"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("hubungan dengan kandidat")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.get_how_display()}"
