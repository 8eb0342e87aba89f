"""What the rows of the example are found by."""

from typing import Any

from django.core.files.base import ContentFile

from nominations.models import Answer, Nomination
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition
from paritrana.files.models import File
from tests.world_cast import CAST


class Rows:
    """The example round of Kaltim, with Bontang as the candidate."""

    def __init__(self) -> None:
        self.edition = Edition.objects.select_related("province").get(province="64")
        # With its rules as built: they stay frozen here while a test takes the category back to earlier stages.
        self.category = Category.objects.select_related("rule_book").get(edition=self.edition)
        self.nomination = Nomination.objects.get(edition=self.edition, nominee__regency__code="64.74")
        self.staff = User.objects.get(username=CAST["S"])

    @staticmethod
    def first(model: Any, **where: Any) -> Any:
        return model.objects.filter(**where).order_by("pk").first()

    def other(self) -> Nomination:
        return Nomination.objects.filter(edition=self.edition).exclude(pk=self.nomination.pk).earliest("number")

    def scan(self) -> File:
        scan = File(
            province_id="64",
            name="surat.pdf",
            size=1,
            type="pdf",
            sha256="0" * 64,
            uploaded_by=self.staff,
            state=File.State.ACCEPTED,
        )
        scan.content.save("surat.pdf", ContentFile(b"%PDF-1.4 contoh"), save=True)
        return scan

    def answer(self) -> Answer:
        return self.first(Answer, nomination=self.nomination)
