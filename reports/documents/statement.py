from nominations.models import Nomination
from nominations.queries import lines
from nominations.services.answers import content_of
from paritrana.accounts.models import User
from reports.documents import Data, edition_facts, sheet


def statement(nomination: Nomination, *, signer: str, office: str, by: User) -> Data:
    """Formulir surat pernyataan kebenaran data: what the candidate has filled in, for a signature in ink."""
    edition = nomination.edition
    content = content_of(nomination, lines(nomination, by))
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "category": nomination.category.name,
        "nominee": nomination.nominee.name,
        "number": nomination.number,
        "signer_name": signer,
        "signer_office": office,
        "answers": [
            {"code": row["code"], "question": row["question"], "answer": row["answer"], "files": len(row["files"])}
            for row in content["answers"]
        ],
    }
