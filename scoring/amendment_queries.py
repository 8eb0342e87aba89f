"""Reads of amendments: which sheets fall, and what was sealed before."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from paritrana.committees.models import Category
from scoring.models import Amendment, RuleBook, ScoreSheet


def standing_sheets(category: Category) -> QuerySet[ScoreSheet]:
    """The sheets that an amendment makes void: given out, begun, sent or closed."""
    standing = [*ScoreSheet.OPEN, ScoreSheet.Status.CLOSED]
    return ScoreSheet.objects.filter(nomination__category=category, status__in=standing)


def fingerprint(sheets: QuerySet[ScoreSheet]) -> str:
    """How many there are and how many were sent: what the second officer must have seen."""
    found = sheets.order_by().aggregate(all=Count("pk"), sent=Count("pk", filter=Q(sent_at__isnull=False)))
    return f"{found['all']}.{found['sent']}"


def typed_word(count: int) -> str:
    return _("batalkan %s lembar") % count


def sealed_count(category: Category) -> int:
    """How many amendments the rules have gone through, the open one among them."""
    return Amendment.objects.filter(category=category, number__isnull=False).count()


def rows_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The criteria of frozen rules as a flat tree: name, weight, depth."""
    parents = {row["code"]: row["parent"] for row in content["criteria"]}

    def depth(code: str | None) -> int:
        return 0 if code is None or parents[code] is None else 1 + depth(parents[code])

    return [{**row, "weight": Decimal(row["weight"]), "depth": depth(row["code"])} for row in content["criteria"]]


def settings_of(content: dict[str, Any]) -> list[tuple[str, str]]:
    """What is set beside the criteria, in words; settings that older rules do not say are left out."""
    names = {row["code"]: row["name"] for row in content["criteria"]}
    words = [
        (_("Angka desimal nilai akhir"), content["decimals"]),
        (_("Bila panelis tidak ikut menilai"), str(RuleBook.MissingPolicy(content["missing_policy"]).label)),
        (_("Nilai paling rendah untuk juara"), content["minimum_total"] and content["minimum_total"].replace(".", ",")),
        (_("Pembeda nilai yang sama"), ", ".join(names[code] for code in content["tie_break"])),
        (_("Lembar wawancara yang disisihkan"), str(RuleBook.Trim(int(content.get("trim", "0"))).label)),
        (
            _("Pembulatan di tengah penghitungan"),
            "; ".join(str(RuleBook.Stage(stage).label) for stage in content.get("rounding_stages", [])),
        ),
    ]
    if "changes_until" in content:
        until = RuleBook.ChangesUntil(content["changes_until"])
        words.append((_("Nilai yang sudah dikirim boleh diubah pemiliknya"), str(until.label)))
    if content.get("extreme_reasons"):
        words.append((_("Alasan nilai ekstrem"), _("Diminta, satu daftar tiap lembar")))
    if "ties" in content:
        words.append((_("Nilai sama pada tempat juara"), str(RuleBook.TiePlaces(content["ties"]["places"]).label)))
    return [(term, value or _("Tidak ada")) for term, value in words]
