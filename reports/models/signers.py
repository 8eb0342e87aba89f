from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.models import Edition, Seat
from paritrana.regions.models import Province
from reports.models.documents import Document


class Signer(models.Model):
    """Somebody who signs papers of an edition: those of the kinds that name them, the first one all the others."""

    PLACES = {"province": "province", "edition": "edition"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="signers")
    name = models.CharField(_("nama dengan gelar"), max_length=160)
    office = models.CharField(_("jabatan"), max_length=160)
    on_behalf = models.CharField(_("a.n."), max_length=160, blank=True)
    # Who holds the mandate and hands it down: printed between "a.n." and "u.b.".
    under = models.CharField(_("u.b."), max_length=160, blank=True)
    acting = models.CharField(_("pelaksana"), max_length=4, blank=True)
    grade = models.CharField(_("pangkat"), max_length=60, blank=True)
    nip = models.CharField(_("NIP"), max_length=25, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=20, choices=Document.Kind),
        verbose_name=_("untuk dokumen"),
        default=list,
        blank=True,
    )

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penanda tangan")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.office}"

    @property
    def holds_mandate(self) -> bool:
        """Plt. and Plh. act by mandate: UU 30/2014 art. 14 (7) keeps strategic decisions from them."""
        return self.acting in (Seat.Acting.PLT, Seat.Acting.PLH)
