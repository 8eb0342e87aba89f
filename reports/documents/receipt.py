from datetime import date

from nominations.models import Submission
from reports.documents import Data, edition_facts, moment_words, plain_date, sheet


def receipt(submission: Submission) -> Data:
    """Tanda terima of one sending: what was sent, by whom, when, with the seal of each file."""
    nomination = submission.nomination
    edition = nomination.edition
    return {
        **sheet(edition.province, edition),
        "number": submission.receipt,
        "edition": edition_facts(edition),
        "category": nomination.category.name,
        "nominee": nomination.nominee.name,
        "sent": moment_words(submission.sent_at, edition.province),
        "sender": {"name": submission.sender_name, "office": submission.sender_office},
        "letters": [letter_words(letter) for letter in submission.content.get("letters", [])],
        "answers": [
            {
                "code": answer["code"],
                "question": answer["question"],
                "answer": answer["answer"],
                "note": answer["note"],
                "files": [
                    {key: file[key] for key in ("name", "size", "sha256")}
                    | ({"registered": True} if "registered" in file else {})
                    for file in answer["files"]
                ],
            }
            for answer in submission.content["answers"]
        ],
    }


def letter_words(letter: Data) -> Data:
    """A signed letter as a receipt names it: the date in words, the seal of the scan."""
    return {
        "name": letter["name"],
        "number": letter["number"],
        "date": plain_date(date.fromisoformat(letter["date"])),
        "signer": letter["signer"],
        "office": letter["office"],
        "file": letter["file"],
    }
