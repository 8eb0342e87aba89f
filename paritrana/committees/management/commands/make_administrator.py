from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from paritrana.accounts import services as accounts
from paritrana.committees.models import Seat
from paritrana.committees.queries import current
from paritrana.committees.services import seats
from paritrana.roles import Role


class Command(BaseCommand):
    help = "Make the first administrator and print a one-time code; the password is chosen on the page named below it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="full name with titles")
        parser.add_argument("--another", action="store_true", help="although there is an administrator")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        held = current(Seat.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True))
        if (seat := held.select_related("person").first()) and not options["another"]:
            raise CommandError(f"{seat.person} is administrator and can make others; --another makes one here.")
        try:
            person = accounts.make_person(name=options["name"], username=options["username"], by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        seats.give(Role.ADMINISTRATOR, person=person, by=None)
        slip, code = accounts.make_slip(person, by=None)
        self.stdout.write(f"user name      {person.username}")
        self.stdout.write(f"one-time code  {code}")
        self.stdout.write(
            f"valid until    {slip.expires_at:%Y-%m-%d %H:%M} UTC, at {settings.PORTAL_URL}{reverse('slip')}"
        )
