from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.places import NOMINATION_PLACES
from nominations.workflow import Status
from paritrana.access import VisibleManager, represented
from paritrana.committees.models import Category
from paritrana.files.models import File
from paritrana.regions.models import Province


class Letter(models.Model):
    """A signed letter that goes with the sending: statement of truth, cover letter. A new one replaces the former."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey("nominations.Nomination", models.CASCADE, related_name="letters")
    kind = models.CharField(_("jenis surat"), max_length=10, choices=Category.Letter)
    number = models.CharField(_("nomor surat"), max_length=80)
    date = models.DateField(_("tanggal surat"))
    signer = models.CharField(_("penanda tangan"), max_length=160)
    office = models.CharField(_("jabatan penanda tangan"), max_length=160)
    file = models.OneToOneField(File, models.PROTECT, related_name="letter", verbose_name=_("pindaian"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("surat kandidat")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "kind"], condition=Q(replaced_at=None), name="letter_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Before sending it is the candidate's alone; a scan that is not accepted stays with its own side."""
        own = Q(nomination__nominee__in=represented(user))
        return (own | ~Q(nomination__status__in=[Status.LATE, Status.PROPOSED])) & File.opened_to(user, "file__")
