"""Somebody of the example round who opens pages and sends the forms that stand there, as a browser does."""

import re
from typing import Any

from django.http import HttpResponse

from paritrana.accounts.models import User
from tests.conftest import client_for
from tests.page_forms import PageForm, forms_of

# What a browser sends without being told; ticks and presses are named by the walker.
SENT_AS_IT_STANDS = {"hidden", "text", "number", "date", "time", "select"}


class Walker:
    def __init__(self, username: str, edition: str) -> None:
        self.client = client_for(User.objects.get(username=username))
        self.edition = edition

    def at(self, path: str) -> str:
        return path if path.startswith("/") else f"{self.edition}{path}"

    def status(self, path: str) -> int:
        return self.client.get(self.at(path)).status_code

    def see(self, path: str) -> str:
        response = self.client.get(self.at(path))
        assert response.status_code == 200, (path, response.status_code)
        return response.text

    def forms(self, path: str, having: str) -> list[PageForm]:
        """The forms of a page whose address has `having`, or that have a field or a value so called."""

        def names(form: PageForm) -> list[str]:
            return [form.action, *(part for control in form.controls for part in (control.name, control.value))]

        url = self.at(path)
        return [form for form in forms_of(self.see(path), url) if any(having in name for name in names(form))]

    def send(self, path: str, having: str, **fields: Any) -> str:
        """Fill in and send the first such form; answers the page one comes to."""
        response = self.post(self.forms(path, having)[0], **fields)
        response = self.client.get(response["Location"]) if response.status_code == 302 else response
        assert response.status_code == 200, (path, response.status_code)
        return response.text

    def press(self, path: str, ending: str) -> None:
        """A button of the page that leads to an address of its own and sends nothing else."""
        address = re.search(rf'formaction="([^"]+{ending})"', self.see(path))
        assert address, (path, ending)
        assert self.client.post(address.group(1)).status_code == 302

    def post(self, form: PageForm, **fields: Any) -> HttpResponse:
        data: dict[str, Any] = {}
        for control in form.controls:
            if control.kind in SENT_AS_IT_STANDS or control.checked:
                data[control.name] = control.value
        return self.client.post(form.action, data | fields)
