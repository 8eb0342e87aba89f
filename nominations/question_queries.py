"""The questions of a nomination for its file, and what a filled file would do to the answers as they stand now."""

from typing import Any

from nominations.models import AnswerImport, Indicator, Instrument, Nomination
from nominations.queries import Line, questions_of
from nominations.question_files import Asked
from nominations.questions import DryRun, Question, Table, dry_run
from nominations.spreadsheets import read


def asked(nomination: Nomination, user: Any) -> list[Asked]:
    """The questions with the answers so far, those that do not apply among them."""
    found = questions_of(nomination, user)
    rows = [Asked(line.indicator, line.value, line.answer.note if line.answer else "") for line in found.lines]
    rows += [Asked(row, applies=False) for row in found.not_asked]
    return sorted(rows, key=lambda row: row.indicator.order)


def blank(instrument: Instrument) -> list[Asked]:
    """The questions without answers, with the kinds of candidates that each leaves out."""
    return [Asked(row, not_for=row.not_for) for row in Indicator.objects.filter(instrument=instrument)]


def check(tables: list[Table], nomination: Nomination, changes: Instrument | None, user: Any) -> DryRun:
    """The dry run of a table; `changes` is the version whose changed questions alone are open."""
    found = questions_of(nomination, user)
    questions = [_question(line, changes) for line in found.lines]
    questions += [
        Question(row.code, row.text, row.kind, tuple(row.choices), row.unit, applies=False) for row in found.not_asked
    ]
    return dry_run(tables, questions)


def _question(line: Line, changes: Instrument | None) -> Question:
    row = line.indicator
    note, version = (line.answer.note, line.answer.version) if line.answer else ("", 0)
    is_open = changes is None or row.changed_in == changes.version
    return Question(row.code, row.text, row.kind, tuple(row.choices), row.unit, line.value, note, version, is_open)


def dry_run_of(row: AnswerImport, changes: Instrument | None, user: Any) -> DryRun:
    """The dry run of a kept file."""
    with row.file.content.open("rb") as content:
        tables: list[Table] = list(read(content, row.file.type))
    return check(tables, row.nomination, changes, user)
