from typing import Any

from django.core.management.base import BaseCommand

from paritrana.accounts.services import retire_demo


class Command(BaseCommand):
    help = "Close every demo account for good and free its user name; what it wrote stays."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{retire_demo()} demo accounts closed")
