from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import GRANTS, VisibleManager, seats_of


class Entry(models.Model):
    """One act: who, what, which row, before, after, when. Append-only, also in the database.

    It stands below every other model and outlives the rows it speaks of, so it holds no foreign key.
    """

    PLACES = {"province": "province", "edition": "edition_id"}

    at = models.DateTimeField(_("waktu"), auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("pelaku"), max_length=200)
    hats = models.CharField(_("peran pelaku"), max_length=500, blank=True)
    verb = models.CharField(_("tindakan"), max_length=60)
    table = models.CharField(max_length=60)
    row_id = models.CharField(max_length=40)
    row_text = models.CharField(_("baris"), max_length=300)
    before = models.JSONField(_("sebelum"), default=dict)
    after = models.JSONField(_("sesudah"), default=dict)
    reason = models.TextField(_("alasan"), blank=True)
    province = models.CharField(max_length=2, blank=True, db_index=True)
    edition_id = models.BigIntegerField(null=True, db_index=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("riwayat perubahan")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["table", "row_id"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.row_text}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """An entry names no candidate or category: a guest limited to one reads no trail of that edition."""
        guests = [
            seat.edition_id
            for seat in seats_of(user)
            if seat.role in GRANTS[code] and {"category", "nominee"} & set(seat.limits())
        ]
        return ~Q(edition_id__in=guests) if guests else Q()
