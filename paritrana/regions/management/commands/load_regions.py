from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from paritrana.regions.models import Regency
from paritrana.regions.services import load_regions, load_villages


class Command(BaseCommand):
    help = "Load provinces and regencies; with --villages CODE also the villages of one regency."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--villages", metavar="CODE", action="append", default=[])

    def handle(self, *args: Any, **options: Any) -> None:
        provinces, regencies = load_regions()
        self.stdout.write(f"{provinces} provinces, {regencies} regencies and cities")
        for code in options["villages"]:
            self.stdout.write(f"{load_villages(Regency.objects.get(code=code))} villages in {code}")
