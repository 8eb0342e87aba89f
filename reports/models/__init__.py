from reports.models.batches import Batch
from reports.models.decrees import Decree
from reports.models.dispatch import Dispatch
from reports.models.documents import Document, new_code
from reports.models.dossier import DossierTemplate, Forwarding
from reports.models.log import LogDay
from reports.models.numbers import Counter, NumberSource
from reports.models.prizes import Prize
from reports.models.recalls import Recall
from reports.models.signatures import SignedFile
from reports.models.signers import Signer
from reports.models.style import Style
from reports.models.wording import Preview, Wording

__all__ = [
    "Batch",
    "Counter",
    "Decree",
    "Dispatch",
    "Document",
    "DossierTemplate",
    "Forwarding",
    "NumberSource",
    "Preview",
    "Prize",
    "LogDay",
    "Recall",
    "SignedFile",
    "Signer",
    "Style",
    "Wording",
    "new_code",
]
