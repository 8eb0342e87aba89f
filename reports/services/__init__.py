from reports.services.building import build_document, sweep
from reports.services.certificates import preview_certificate, request_certificates
from reports.services.numbers import number_of
from reports.services.papers import (
    make_receipt,
    request_interview_minutes,
    request_ranking_report,
    request_selection_minutes,
    request_statement,
)
from reports.services.requests import last_version, request_document, retry
from reports.services.revoking import revoke
from reports.services.signers import set_signer, signer_of
from reports.services.watching import changed, is_seen, state

__all__ = [
    "build_document",
    "changed",
    "is_seen",
    "last_version",
    "make_receipt",
    "number_of",
    "preview_certificate",
    "request_certificates",
    "request_document",
    "request_interview_minutes",
    "request_ranking_report",
    "request_selection_minutes",
    "request_statement",
    "retry",
    "revoke",
    "set_signer",
    "signer_of",
    "state",
    "sweep",
]
