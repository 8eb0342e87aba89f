from typing import Any

from django.core.management.base import BaseCommand

from paritrana.access import GRANTS
from paritrana.roles import Role


def table() -> str:
    """The access matrix as a Markdown page, one line a code, one column a role."""
    roles = list(Role)
    lines = [
        "# Who may do what",
        "",
        "Printed from `paritrana/access.py` by `python manage.py print_access > docs/access.md`; a test keeps both",
        "in step. A role counts where its seat lies (nation, province, branch or candidate); what narrows a row",
        "further (marks before closing, embargo, own sheets) stands in the model's `narrow`.",
        "",
        "| code | " + " | ".join(role.value for role in roles) + " |",
        "|---" * (len(roles) + 1) + "|",
    ]
    for code, granted in GRANTS.items():
        lines.append(f"| `{code}` | " + " | ".join("x" if role in granted else "" for role in roles) + " |")
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Print the access matrix as Markdown (docs/access.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(table(), ending="")
