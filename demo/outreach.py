"""Regulations, protected groups and one sosialisasi of the example round. Names and numbers are examples."""

import datetime

from demo import evidence
from demo.people import Cast
from nominations.models import ProtectedGroup
from nominations.services import outreach, protection, regulations
from paritrana.committees.models import Edition
from paritrana.files import check_services
from paritrana.regions.models import Regency

# How many regencies, in the order of their codes, protect each of the first groups: last year, this year.
PROTECTING = [(3, 4), (6, 6), (2, 3), (1, 1), (5, 5), (2, 4)]
AGENCIES = ["Dinas Tenaga Kerja", "Badan Keuangan Daerah", "Biro Hukum", "Dinas Pemberdayaan Masyarakat dan Desa"]


def surroundings(made: Cast, edition: Edition) -> None:
    """What stands beside the coverage figures, this year and last."""
    by = made.secretariat[0]
    pergub = regulations.add_regulation(
        made.province,
        evidence.pdf("Peraturan Gubernur Nomor 12 Tahun 2022", str(made.province), "Contoh"),
        regency=None,
        kind="pergub",
        number="12",
        year=2022,
        about="Jaminan sosial ketenagakerjaan bagi pegawai non-ASN dan pekerja rentan (contoh)",
        by=by,
    )
    check_services.check(pergub.file_id)
    rows = list(Regency.objects.filter(province=made.province))
    perda = regulations.add_regulation(
        made.province,
        regency=rows[0],
        kind="perda",
        number="3",
        year=2020,
        about="Perlindungan tenaga kerja daerah (contoh)",
        by=by,
    )
    protection.add_usual_groups(made.province, by=by)
    groups = list(ProtectedGroup.objects.filter(province=made.province))[: len(PROTECTING)]
    for place, regency in enumerate(rows):
        for year, column in ((edition.assessment_year - 1, 0), (edition.assessment_year, 1)):
            states: dict[ProtectedGroup, protection.State] = {
                group: (True, (perda if place == 0 else pergub) if number == 0 else None)
                if place < counts[column]
                else (False, None)
                for number, (group, counts) in enumerate(zip(groups, PROTECTING, strict=True))
            }
            protection.set_states(regency, year, states, by=by)
    event = outreach.add_event(
        edition,
        subject="Perlindungan pegawai non-ASN dan pekerja rentan (contoh)",
        starts_on=datetime.date(edition.held_year, 2, 4),
        ends_on=datetime.date(edition.held_year, 2, 5),
        place="Aula kantor gubernur (contoh)",
        invited=[*AGENCIES, *(f"Pemerintah {regency}" for regency in rows[:4])],
        by=by,
    )
    came = event.agencies.exclude(name=AGENCIES[1]).values_list("pk", flat=True)
    outreach.record_presence(event, set(came), ["Asosiasi pengusaha (contoh)"], by=by)
