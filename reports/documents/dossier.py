"""Berkas penerusan: the first places of a decision for the national round, frozen when it is asked for."""

import hashlib
import json
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from nominations.coverage import Coverage
from nominations.coverage_queries import coverage_of, year_ends
from nominations.models import CoverageBase, Evidence, Nomination, Regulation
from nominations.queries import lines
from paritrana.accounts.models import User
from paritrana.files.models import File
from paritrana.numbers import num, tanggal_pendek
from paritrana.regions.models import Nominee
from reports.documents import Data, edition_facts, moment_words, plain_date, sheet
from reports.documents.dossier_columns import Column
from reports.documents.ranking_report import decimal_text
from scoring import snapshot
from scoring.models import Decision, Placement

# A figure of a column: whole numbers stay numbers in the XLSX.
Cell = str | int
COUNTED = {"pu", "bpu", "jakon", "pmi", "peserta", "penyebut"}


def first_places(decision: Decision) -> list[Placement]:
    """One, or several that share the first place."""
    rows = decision.placements.filter(place=1).select_related("nomination__nominee__regency", "nomination__category")
    return list(rows)


def dossier(decision: Decision, columns: list[Column], *, by: User, now: datetime) -> Data:
    """The context of paper, XLSX and lists; the package itself is made anew and must have the same hash."""
    category = decision.category
    edition = category.edition
    package = snapshot.published(decision)
    firsts = first_places(decision)
    coverages = _coverages([place.nomination for place in firsts])
    titles = [title for title, _entry in columns]
    rows = [_row(place, columns, coverages.get(place.nomination_id), by) for place in firsts]
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "category": category.name,
        "decided": plain_date(decision.held_on),
        "decision": decision.pk,
        "columns": titles,
        "rows": rows,
        "tables": [
            {"name": place.nomination.nominee.name, "cells": _cells(columns, row)}
            for place, row in zip(firsts, rows, strict=True)
        ],
        "nominations": [place.nomination_id for place in firsts],
        "evidence": [line for place in firsts for line in _evidence(place.nomination)],
        "package": {
            "sha256": hashlib.sha256(package).hexdigest(),
            **json.loads(package)["signature"],
        },
        "printed": moment_words(now, edition.province),
    }


def _cells(columns: list[Column], row: list[Cell]) -> list[list[str]]:
    """A row on paper: people are counted with their thousands, years are not."""
    return [
        [title, num(cell) if entry in COUNTED and cell != "" else str(cell)]
        for (title, entry), cell in zip(columns, row, strict=True)
    ]


def _coverages(nominations: list[Nomination]) -> dict[int, Coverage]:
    """The confirmed coverage of governments at the end of the assessment year; others have none of their own."""
    rows = [row for row in nominations if row.nominee.kind == Nominee.Kind.GOVERNMENT]
    if not rows:
        return {}
    as_of, _before = year_ends(rows[0].edition.assessment_year)
    found = coverage_of([row.nominee.regency_id for row in rows], as_of)
    return {row.pk: found[row.nominee.regency_id] for row in rows if found[row.nominee.regency_id].confirmed}


def _row(place: Placement, columns: list[Column], coverage: Coverage | None, by: User) -> list[Cell]:
    facts = _facts(place) | (_coverage(coverage) if coverage else {})
    asked = {entry.partition(" ")[0] for _title, entry in columns}
    if "kriteria" in asked:
        facts |= _criteria(place)
    if "jawaban" in asked:
        facts |= _answers(place.nomination, by)
    return [facts.get(entry, "") for _title, entry in columns]


def _facts(place: Placement) -> dict[str, Cell]:
    nomination, decision = place.nomination, place.decision
    nominee, edition = nomination.nominee, decision.category.edition
    return {
        "kandidat": nomination.name_on_paper,
        "jenis": str(nominee.get_kind_display()),
        "nomor": nomination.number,
        "kabupaten": str(nominee.regency),
        "provinsi": edition.province.name,
        "kategori": decision.category.name,
        "penyelenggaraan": edition.title,
        "tahun penilaian": edition.assessment_year,
        "tahun pelaksanaan": edition.held_year,
        "juara": place.word,
        "nilai": decimal_text(place.units, place.decimals).replace(".", ",") if place.units is not None else "",
        "tanggal pleno": plain_date(decision.held_on),
        "regulasi": "; ".join(
            f"{Regulation.SHORT.get(row.kind, row.get_kind_display())} {row.number}/{row.year}"
            for row in Regulation.objects.filter(regency=nominee.regency).order_by("kind", "year", "number")
        ),
    }


def _coverage(coverage: Coverage) -> dict[str, Cell]:
    facts: dict[str, Cell] = {"per tanggal": tanggal_pendek(coverage.as_of)} | dict(coverage.participants)
    if coverage.total is not None:
        facts["peserta"] = coverage.total
    if coverage.base is not None:
        facts["penyebut"] = coverage.base
        facts["jenis penyebut"] = str(CoverageBase.Kind(coverage.base_kind).label)
    if coverage.percentage is not None:
        facts["cakupan"] = num(coverage.percentage, 2)
    return facts


def _criteria(place: Placement) -> dict[str, Cell]:
    row = place.decision.run.rows.filter(nomination=place.nomination_id).first()
    parts = row.components if row else []
    return {f"kriteria {part['code']}": num(Fraction(part["mean"]), 2) for part in parts if part["mean"] is not None}


def _answers(nomination: Nomination, by: User) -> dict[str, Cell]:
    """What the verifier found, else what the candidate answered."""
    return {f"jawaban {line.indicator.code}": line.verified or line.shown for line in lines(nomination, by)}


def _evidence(nomination: Nomination) -> list[Data]:
    """Every accepted file with its hash; of one with personal data not even the name."""
    rows = Evidence.objects.filter(answer__nomination=nomination, removed_at=None, file__state=File.State.ACCEPTED)
    return [
        {
            "nominee": nomination.nominee.name,
            "code": row.answer.indicator.code,
            "question": row.answer.indicator.text,
            "name": _("memuat data pribadi") if row.file.restricted else row.file.name,
            "size": row.file.size,
            "sha256": row.file.sha256,
        }
        for row in rows.select_related("file", "answer__indicator").order_by("answer__indicator__order", "pk")
    ]
