"""How long the rest of a batch takes, told from the files that came last. Pure."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def time_left(finished: Sequence[datetime], waiting: int) -> str:
    """`finished` are the moments of the last files, the newest first; nothing as long as nothing can be told."""
    if not waiting or len(finished) < 2:
        return ""
    seconds = (finished[0] - finished[-1]).total_seconds() / (len(finished) - 1) * waiting
    if seconds < 60:
        return _("kurang dari satu menit")
    minutes = ceil(seconds / 60)
    return ngettext("sekitar %(count)s menit", "sekitar %(count)s menit", minutes) % {"count": minutes}
