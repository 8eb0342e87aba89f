"""Sulawesi Tenggara 2023 (S2): its people, and who is shortlisted in the eight categories that its secretariat made."""

from django.contrib.auth.hashers import make_password

from demo.figures import PASSWORD
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition, Stage
from paritrana.regions.models import Nominee
from paritrana.roles import Role
from scoring.services import rubric
from tests import factories

STAFF = ["sekretariat1.sultra", "sekretariat2.sultra"]
OBSERVER = "pengawas.sultra"
OFFICIAL = "pejabat.usaha"
# Made up, as all names here.
COMPANIES = {
    "usaha-keuangan": "PT Contoh Keuangan",
    "usaha-perdagangan-jasa": "PT Contoh Dagang",
    "usaha-pertambangan-manufaktur-konstruksi": "PT Contoh Tambang",
    "usaha-pertanian-perkebunan-perikanan": "PT Contoh Kebun",
    "usaha-pendidikan": "Yayasan Contoh Pendidikan",
    "ukm": "UD Contoh Mikro",
}
VILLAGES = {"74.04.01.2001": "Contoh Jaya", "74.04.01.2002": "Contoh Makmur"}
REGENCIES = {"74.04": "Buton", "74.03": "Muna", "74.71": "Kendari"}
NOMINEES = 11


def people() -> None:
    """The secretariat, before there is an edition."""
    province = factories.province("74")
    for username in STAFF:
        factories.person(username, f"Staf {username} (contoh)", Role.SECRETARIAT, province=province)
    _may_sign_in(STAFF)


def shortlist() -> None:
    """Eleven in eight categories, whose rules are fixed; somebody of one company, and the observer."""
    edition = Edition.objects.select_related("province").get(province="74", assessment_year=2023)
    province, staff = edition.province, User.objects.get(username=STAFF[0])
    buton, _muna, kendari = regencies = factories.regencies(province, REGENCIES)
    nominees = {"kabupaten-kota": factories.governments(regencies)}
    nominees["desa-kelurahan"] = [factories.village(buton, code, name) for code, name in VILLAGES.items()]
    nominees |= {slug: [factories.company(kendari, name)] for slug, name in COMPANIES.items()}
    for category in Category.objects.filter(edition=edition).select_related("province", "edition"):
        rubric.freeze(rubric.rule_book(category, by=staff), by=staff)
        for nominee in nominees[category.slug]:
            factories.nomination(category, nominee, staff, status=Status.SHORTLISTED)
    Category.objects.filter(edition=edition).update(stage=Stage.INTERVIEWS)
    company = Nominee.objects.get(name=COMPANIES["usaha-keuangan"])
    factories.person(OFFICIAL, "Pejabat (contoh)", Role.NOMINEE, nominee=company, province=province)
    factories.person(OBSERVER, "Inspektorat (contoh)", Role.OBSERVER, province=province, edition=edition)
    _may_sign_in([OFFICIAL, OBSERVER])


def _may_sign_in(usernames: list[str]) -> None:
    User.objects.filter(username__in=usernames).update(password=make_password(PASSWORD))
