"""Which files of a batch go into one ZIP or one PDF: frozen when it is asked for."""

from collections.abc import Sequence

from django.utils.text import slugify

from reports.documents import Data
from reports.models import Batch, Document


def title_of(batch: Batch) -> str:
    """ "Piagam penghargaan, Kabupaten/Kota"."""
    return f"{Document.Kind(batch.kind).label}, {batch.category or batch.edition}"


def bundle(batch: Batch, documents: Sequence[Document]) -> Data:
    """The files in the order of their rows, under names that tell them apart and sort."""
    digits = len(str(len(documents)))
    return {
        "batch": batch.pk,
        "title": title_of(batch),
        "papers": [
            {
                "document": document.pk,
                "path": f"{number:0{digits}}-{slugify(document.title)[:80]}.{document.ending}",
                "sha256": document.sha256,
            }
            for number, document in enumerate(documents, 1)
        ],
    }
