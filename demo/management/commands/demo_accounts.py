import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from demo.accounts import demo_accounts


class Command(BaseCommand):
    help = "Print the demo accounts; with --json as JSON and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--all", action="store_true", help="every account, not one per role and province")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = demo_accounts()
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=1))
            return
        shown: set[tuple[str, str]] = set()
        self.stdout.write(f"{'nama pengguna':<28}{'sandi':<22}{'peran':<16}{'provinsi':<10}nama")
        for account in accounts:
            kind = (account["role"], account["province"])
            if kind in shown and not options["all"]:
                continue
            shown.add(kind)
            self.stdout.write(
                f"{account['username']:<28}{account['password']:<22}{account['role']:<16}"
                f"{account['province']:<10}{account['name']}"
            )
        if not options["all"]:
            self.stdout.write(f"{len(accounts)} akun; semuanya: python manage.py demo_accounts --all")
