"""Who somebody can be. The words on screen are those of the glossary (docs/domain.md)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """A role of a seat. PUBLIC is held by everybody, also signed out, and is never stored."""

    ADMINISTRATOR = "administrator", _("Administrator")
    SECRETARIAT = "secretariat", _("Sekretariat")
    CHAIR = "chair", _("Ketua panitia")
    PANELIST = "panelist", _("Panelis")
    OBSERVER = "observer", _("Pengawas")
    BRANCH_HEAD = "branch_head", _("Kepala kantor cabang BPJS Ketenagakerjaan")
    BRANCH_STAFF = "branch_staff", _("Staf kantor cabang BPJS Ketenagakerjaan")
    NOMINEE = "nominee", _("Wakil kandidat")
    SECTION = "section", _("Pengisi bagian")
    PUBLIC = "public", _("Umum")


COMMITTEE = {Role.CHAIR, Role.PANELIST}
BRANCH = {Role.BRANCH_HEAD, Role.BRANCH_STAFF}
# Who sits for a candidate: its representatives, and colleagues of other offices who were handed a section.
CANDIDATE = {Role.NOMINEE, Role.SECTION}
# Places of a seat (decisions: nation, province, branch, nominee). Which one a role needs.
NATION_ROLES = {Role.ADMINISTRATOR}
PROVINCE_ROLES = {Role.SECRETARIAT, Role.CHAIR, Role.PANELIST, Role.OBSERVER}
