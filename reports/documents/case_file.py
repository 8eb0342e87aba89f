"""Berkas perkara: everything the portal knows of one candidate, for the inspector, as it stands now.

Marks stand under the codes of the complete package and only once scoring is closed; files with personal data are
named by their hash alone.
"""

from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.text import slugify
from django.utils.translation import gettext as _

from interviews.models import Slot
from nominations import values
from nominations.models import (
    Answer,
    CategoryMove,
    Evidence,
    Extension,
    HandedSection,
    Letter,
    Nomination,
    OnBehalf,
    RegisteredFile,
    Replacement,
    Submission,
    Verification,
)
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.audit.models import Entry
from paritrana.files.models import File
from paritrana.web.words import table_word, verb_word
from reports.documents import Data, edition_facts, moment_words, plain_date, sheet
from reports.documents.case_scoring import SCORED, scoring_of
from reports.models import Document
from scoring.models import (
    MarkCorrection,
    MarkQuestion,
    NoConflict,
    Objection,
    ObjectionFile,
    Recusal,
    RecusalLift,
    ScoreSheet,
)
from scoring.queries import is_scoring_closed

# Rows of a candidate, with the path to its nomination: what happened to them is its timeline.
OWNED: list[tuple[Any, str]] = [
    (Nomination, "pk"),
    (Answer, "nomination"),
    (Evidence, "answer__nomination"),
    (Verification, "answer__nomination"),
    (Submission, "nomination"),
    (Extension, "nomination"),
    (OnBehalf, "nomination"),
    (Replacement, "nomination"),
    (Letter, "nomination"),
    (RegisteredFile, "nomination"),
    (CategoryMove, "nomination"),
    (HandedSection, "nomination"),
    (Slot, "nomination"),
    *SCORED,
]
# Rows that name the person who marks: path to the nomination, path to the person.
MARKERS: list[tuple[Any, str, str]] = [
    (ScoreSheet, "nomination", "person"),
    (Recusal, "nomination", "person"),
    (RecusalLift, "recusal__nomination", "recusal__person"),
    (NoConflict, "nomination", "person"),
    (MarkCorrection, "nomination", "sheet__person"),
    (MarkQuestion, "sheet__nomination", "sheet__person"),
]
# Every keystroke and every opened section is on record; a timeline of acts leaves them out.
PASSING = ["answers.save", "sheets.draft", "verification.hold", "verification.release", "cases.make", "request"]


def case_file(nomination: Nomination, *, by: User, now: datetime) -> Data:
    """The whole context; `by` decides what may be read (inspector or secretariat)."""
    edition, category = nomination.edition, nomination.category
    closed = is_scoring_closed(category)
    unsent = nomination.status in (Status.PROPOSED, Status.LATE)
    submissions = list(Submission.objects.visible_to(by, "nominations.view").filter(nomination=nomination))[::-1]
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "category": category.name,
        "nominee": nomination.nominee.name,
        "number": nomination.number,
        "state": str(nomination.get_status_display()),
        "embargo": category.released_at is None,
        "facts": _facts(nomination),
        "timeline": _timeline(nomination, closed),
        "answers": _answers(nomination, submissions, unsent),
        "letters": _letters(nomination, by),
        "scoring": scoring_of(nomination, by=by) if closed else None,
        "documents": _documents(nomination, by),
        "objections": _objections(nomination, by),
        "files": [*([] if unsent else _evidence(nomination, by)), *_scans(nomination, by), *_papers(nomination, by)],
        "printed": moment_words(now, edition.province),
    }


def _facts(nomination: Nomination) -> list[list[str]]:
    province = nomination.edition.province
    facts = [
        [_("Diusulkan"), f"{moment_words(nomination.proposed_at, province)}, {nomination.proposed_by}"],
        [_("Kantor cabang pengusul"), str(nomination.proposed_branch or "")],
        [_("Surat usulan susulan"), nomination.late_letter],
        [_("Batas pengiriman sendiri"), moment_words(nomination.deadline, province) if nomination.deadline else ""],
        [_("Alasan keadaan terakhir"), nomination.status_reason],
        [_("Digabung ke"), str(nomination.merged_into or "")],
        [
            _("Diteruskan ke tingkat nasional"),
            moment_words(nomination.forwarded_at, province) if nomination.forwarded_at else "",
        ],
    ]
    return [[str(name), value] for name, value in facts if value]


def _timeline(nomination: Nomination, closed: bool) -> list[Data]:
    """Every act on the candidate's rows, the oldest first. Who marks stands under a code."""
    codes = {
        (model._meta.label, str(pk)): person
        for model, path, to_person in MARKERS
        for pk, person in model._default_manager.filter(**{path: nomination}).values_list("pk", to_person)
    }
    found = []
    for entry in _entries(nomination):
        person = codes.get((entry.table, entry.row_id))
        coded = _("penilai %s") % person if person else ""
        found.append(
            {
                "time": moment_words(entry.at, nomination.edition.province),
                "who": coded if person and entry.actor_id == person else entry.actor_name,
                "act": verb_word(entry.verb),
                "about": f"{table_word(entry.table)}, {coded}" if person else _about(entry, nomination),
                # Somebody's reason about a sheet may tell a mark.
                "reason": entry.reason if closed or not person else "",
            }
        )
    return found


def _entries(nomination: Nomination) -> QuerySet[Entry]:
    evidence = Evidence.objects.filter(answer__nomination=nomination)
    acts = Q(table=File._meta.label, row_id__in=evidence.values_list(Cast("file", CharField())))
    for model, path in OWNED:
        keys = model._default_manager.filter(**{path: nomination.pk}).order_by()
        acts |= Q(table=model._meta.label, row_id__in=keys.values_list(Cast("pk", CharField())))
    return Entry.objects.filter(acts, province=nomination.province_id).exclude(verb__in=PASSING).order_by("pk")


def _about(entry: Entry, nomination: Nomination) -> str:
    """The row without the candidate's name, which stands on every page."""
    text = entry.row_text.removeprefix(str(nomination)).strip(" :,")
    return f"{table_word(entry.table)}: {text}" if text else table_word(entry.table)


def _answers(nomination: Nomination, submissions: list[Submission], unsent: bool) -> list[Data]:
    """Each question with every version that was sent, and every verdict with its reason."""
    province = nomination.edition.province
    found: dict[str, Data] = {}
    for submission in submissions:
        for answer in submission.content["answers"]:
            row = found.setdefault(answer["code"], {"code": answer["code"], "versions": [], "verdicts": []})
            row["question"] = answer["question"]
            said = {
                "answer": answer["answer"],
                "note": answer["note"],
                "files": [{key: file[key] for key in ("name", "sha256")} for file in answer["files"]],
            }
            if not row["versions"] or any(row["versions"][-1][key] != said[key] for key in said):
                sent = moment_words(submission.sent_at, province)
                row["versions"].append(said | {"receipt": submission.receipt, "time": sent})
    if not unsent:
        for code, verdict in _verdicts(nomination):
            found.setdefault(code, {"code": code, "question": "", "versions": [], "verdicts": []})
            found[code]["verdicts"].append(verdict)
    return list(found.values())


def _verdicts(nomination: Nomination) -> list[tuple[str, Data]]:
    """Every verdict ever given, from the trail: a row keeps only its last."""
    rows = Verification.objects.filter(answer__nomination=nomination)
    indicators = {str(row.pk): row.answer.indicator for row in rows.select_related("answer__indicator")}
    entries = Entry.objects.filter(table=Verification._meta.label, row_id__in=indicators, verb="verification.judge")
    words = dict(Verification.Verdict.choices)
    return [
        (
            indicator.code,
            {
                "time": moment_words(entry.at, nomination.edition.province),
                "by": entry.actor_name,
                "verdict": str(words.get(entry.after.get("verdict"), "")),
                "value": values.shown(
                    indicator.kind, entry.after.get("value") or "", indicator.unit, indicator.choices
                ),
                "reason": entry.reason,
            },
        )
        for entry in entries.order_by("pk")
        for indicator in [indicators[entry.row_id]]
    ]


def _letters(nomination: Nomination, by: User) -> list[Data]:
    rows = Letter.objects.visible_to(by, "letters.view").filter(nomination=nomination).order_by("pk")
    return [
        {
            "name": str(row.get_kind_display()),
            "number": row.number,
            "date": plain_date(row.date),
            "signer": f"{row.signer}, {row.office}",
            "replaced": row.replaced_at is not None,
        }
        for row in rows
    ]


def _objections(nomination: Nomination, by: User) -> list[Data]:
    rows = Objection.objects.visible_to(by, "objections.view").filter(nomination=nomination).order_by("number")
    return [
        {
            "number": row.number,
            "time": moment_words(row.filed_at, nomination.edition.province),
            "letter": row.letter,
            "text": row.text,
            "outcome": str(row.get_outcome_display()),
            "answer": f"{row.answer_number}, {plain_date(row.answer_date)}" if row.answer_date else "",
            "run": row.run.number if row.run else None,
        }
        for row in rows.select_related("run").defer("run__input", "run__result")
    ]


def _documents(nomination: Nomination, by: User) -> list[Data]:
    return [
        {"title": row.title, "number": row.number, "version": row.version, "sha256": row.sha256}
        for row in _own_documents(nomination, by)
    ]


def _own_documents(nomination: Nomination, by: User) -> QuerySet[Document]:
    rows = Document.objects.visible_to(by, "documents.view").filter(nomination=nomination)
    ready = rows.filter(status=Document.Status.READY).exclude(kind__in=Document.INTERNAL)
    return ready.defer("data").order_by("pk")


def _evidence(nomination: Nomination, by: User) -> list[Data]:
    """All evidence, also what was taken out later; what the reader may not open is named by its hash."""
    visible = set(
        Evidence.objects.visible_to(by, "evidence.view")
        .filter(answer__nomination=nomination)
        .values_list("pk", flat=True)
    )
    rows = Evidence.objects.filter(answer__nomination=nomination).select_related("file", "answer__indicator")
    found = []
    for number, row in enumerate(rows.order_by("answer__indicator__order", "pk"), 1):
        if row.file.restricted:
            why = _("memuat data pribadi")
        elif row.pk not in visible or row.file.state != File.State.ACCEPTED:
            why = _("belum atau tidak diterima dalam pemeriksaan berkas")
        else:
            why = ""
        folder = f"data-dukung/{slugify(row.answer.indicator.code)}{'/diganti' if row.removed_at else ''}"
        # A name may hold what the file is kept back for.
        name = f"berkas-{number:03}{PurePath(row.file.name).suffix}" if why else f"{number:03}-{row.file.name}"
        found.append(_file(row.file, f"{folder}/{name}", why))
    return found


def _scans(nomination: Nomination, by: User) -> list[Data]:
    """Signed letters of the candidate, evidence of its objections, and the letters that answer them."""
    letters = Letter.objects.visible_to(by, "letters.view").filter(nomination=nomination).order_by("pk")
    proofs = ObjectionFile.objects.visible_to(by, "objections.view").filter(objection__nomination=nomination)
    answers = Objection.objects.visible_to(by, "objections.view").filter(
        nomination=nomination, answer_file__isnull=False
    )
    files = [
        *(("surat", row.file) for row in letters.select_related("file")),
        *(("sanggahan", row.file) for row in proofs.select_related("file")),
        *(("sanggahan", row.answer_file) for row in answers.select_related("answer_file").order_by("number")),
    ]
    found = []
    for number, (folder, file) in enumerate(files, 1):
        why = "" if file.state == File.State.ACCEPTED and not file.restricted else _("tidak dibuka")
        found.append(_file(file, f"{folder}/{number:03}-{file.name}", why))
    return found


def _file(file: File, path: str, why: str) -> Data:
    return {"file": file.pk, "path": path, "size": file.size, "sha256": file.sha256, "why": why}


def _papers(nomination: Nomination, by: User) -> list[Data]:
    return [
        {
            "document": row.pk,
            "path": f"dokumen/{number:03}-{row.kind}-v{row.version}.{row.ending}",
            "size": row.size,
            "sha256": row.sha256,
            "why": "",
        }
        for number, row in enumerate(_own_documents(nomination, by), 1)
    ]
