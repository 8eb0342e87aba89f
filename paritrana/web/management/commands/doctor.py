from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from paritrana.web import probe
from paritrana.web.outside import Outside, findings
from paritrana.web.outside_requests import CHECKS


class Command(BaseCommand):
    help = "Ask the portal through the real firewall and say what to ask of the network team; ends with 1 if anything."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--from-outside", metavar="URL", help="the public address: https://paritrana.example.go.id")
        what.add_argument("--print-key", action="store_true", help="today's key for --key on another computer")
        parser.add_argument("--key", default="", help="as printed on the portal's machine (default: made here)")
        parser.add_argument("--idle", type=float, default=60, help="seconds of silence inside an upload (60)")
        parser.add_argument("--wait", type=float, default=60, help="seconds that an answer takes, at most 120 (60)")
        parser.add_argument("--megabytes", type=int, default=10, help="size of the large body, at most 32 (10)")
        parser.add_argument("--my-address", default="", help="this computer's address as the internet sees it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["print_key"]:
            self.stdout.write(probe.key())
            return
        url = options["from_outside"].rstrip("/")
        if not url.startswith(("http://", "https://")):
            raise CommandError("The address begins with https:// (or http://).")
        how = {name: options[name] for name in ("idle", "wait", "megabytes")}
        outside = Outside(url, options["key"] or probe.key(), address=options["my_address"], **how)
        wrong = 0
        for finding in findings(outside, CHECKS):
            wrong += not finding.good
            verdict = "OK" if finding.good else _("PERLU DIPERIKSA")
            line = f"{verdict:<16} {finding.title}: {finding.seen}."
            self.stdout.write(f"{line} {finding.ask}".rstrip())
            self.stdout.flush()
        if wrong:
            words = ngettext(
                "%(count)s hal perlu diperiksa; kalimatnya dapat diteruskan ke tim jaringan.",
                "%(count)s hal perlu diperiksa; kalimatnya dapat diteruskan ke tim jaringan.",
                wrong,
            )
            raise CommandError(words % {"count": wrong})
        self.stdout.write(_("Tidak ada yang perlu diminta. WebSocket tidak dipakai."))
