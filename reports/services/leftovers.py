"""Files that a killed worker has left and no row names."""

import contextlib
import datetime
from pathlib import PurePath

from django.core.files.storage import default_storage
from django.utils import timezone

from reports.models import Document

FOLDER = "documents"
# Longer than the longest task: nobody is writing these any more.
STRAY = datetime.timedelta(hours=1)


def drop_file(document: Document) -> None:
    """Remove what was written for a document that was not finished, under its name or aside."""
    _delete(document.place)


def sweep_files() -> int:
    """Every hour: remove files that no row names. Answers how many."""
    known = set(Document.objects.exclude(file="").values_list("file", flat=True))
    with contextlib.suppress(FileNotFoundError):
        return sum(_sweep_folder(f"{FOLDER}/{folder}", known) for folder in default_storage.listdir(FOLDER)[0])
    return 0


def _sweep_folder(folder: str, known: set[str]) -> int:
    names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    before = timezone.now() - STRAY
    strays = [name for name in names if name not in known and default_storage.get_modified_time(name) < before]
    for name in strays:
        default_storage.delete(name)
    if len(strays) == len(names):
        _delete_folder(folder)
    return len(strays)


def _delete(name: str) -> None:
    beside = PurePath(name).with_name(f".{PurePath(name).name}")
    for left in (name, str(beside)):
        default_storage.delete(left)
    _delete_folder(str(PurePath(name).parent))


def _delete_folder(folder: str) -> None:
    with contextlib.suppress(OSError):  # other versions lie there; S3 has no folders
        default_storage.delete(folder)
