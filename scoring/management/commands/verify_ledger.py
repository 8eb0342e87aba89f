"""Check the ledger of scoring: python manage.py verify_ledger. Exit 1 where anything is not what was recorded."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from paritrana.committees.models import Category
from scoring.ledger_check import faults


class Command(BaseCommand):
    help = "Check chain and rows of the scoring ledger of every category; names the first break."

    def handle(self, *args: Any, **options: Any) -> None:
        found = [
            f"{category.edition}, {category}: {fault}"
            for category in Category.objects.select_related("edition__province").order_by("pk")
            for fault in faults(category)
        ]
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("ledger holds")
