"""The folder in which files lie. A bucket gives the same promise by itself: an object is there whole or not at all."""

import os
from pathlib import Path, PurePath
from typing import Any

from django.core.files.storage import FileSystemStorage


class FolderStorage(FileSystemStorage):
    """Writes aside, syncs and renames: a killed process or a power cut leaves no half file under a name.

    Who comes after a killed one writes over what it left aside; our names are never written by two at once.
    """

    def _save(self, name: str, content: Any) -> str:
        beside = PurePath(name).with_name(f".{PurePath(name).name}")
        aside = Path(self.path(super()._save(str(beside), content)))
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        aside.replace(self.path(name))
        return name
