from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.build import STAGES, build
from demo.wipe import wipe
from paritrana.accounts.models import User


class Command(BaseCommand):
    help = "Build the example round (Kaltim 2024, scenario S1) at a stage, from an empty portal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=STAGES, default="deliberation")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are accounts")
        parser.add_argument("--wipe", action="store_true", help="also when there are accounts that are not examples")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and User.objects.exists():
            return
        if User.objects.filter(is_demo=False).exists() and not options["wipe"]:
            raise CommandError("There are accounts that are not examples; --wipe deletes them and everything else.")
        wipe()
        build(options["stage"])
        self.stdout.write(f"example round built, stage {options['stage']}")
