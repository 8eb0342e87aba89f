"""The forms of a page as a browser sees them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class Control:
    name: str
    kind: str  # hidden, text, password, number, date, select, radio, checkbox, file, submit
    value: str = ""
    values: list[str] = field(default_factory=list)  # what may be chosen
    checked: bool = False


@dataclass
class PageForm:
    action: str
    method: str
    key: str = ""  # what `form="..."` of a button outside names
    controls: list[Control] = field(default_factory=list)

    @property
    def signature(self) -> tuple[str, ...]:
        return (self.action, *sorted({control.name for control in self.controls}))


DATES = {"date", "datetime-local", "time"}


class Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.forms = url, []  # type: ignore[var-annotated]
        self.open: PageForm | None = None
        self.loose: list[tuple[str, Control]] = []
        self.select: Control | None = None
        self.area: Control | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attributes}
        if tag == "form":
            action = urljoin(self.url, a.get("action", ""))
            self.open = PageForm(action, a.get("method", "get").lower(), a.get("id", ""))
            self.forms.append(self.open)
        elif tag == "option" and self.select:
            self.select.values.append(a.get("value", ""))
            if "selected" in a:
                self.select.value = a.get("value", "")
        elif tag in ("input", "select", "textarea", "button") and "name" in a and "disabled" not in a:
            self._control(tag, a)

    def _control(self, tag: str, a: dict[str, str]) -> None:
        kind = {"select": "select", "textarea": "text", "button": "submit"}.get(tag) or a.get("type", "text")
        if kind in DATES:
            kind = "date"
        elif kind == "number" or a.get("inputmode") in ("numeric", "decimal"):
            kind = "number"
        elif kind not in ("hidden", "password", "radio", "checkbox", "file", "submit", "select"):
            kind = "text"
        made = Control(a["name"], kind, a.get("value", "on" if kind == "checkbox" else ""), checked="checked" in a)
        if tag == "select":
            self.select = made
        if tag == "textarea":
            self.area = made
        if "form" in a:
            self.loose.append((a["form"], made))
        elif self.open:
            self.open.controls.append(made)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def forms_of(html: str, url: str) -> list[PageForm]:
    """Every form of the page that posts."""
    reader = Reader(url)
    reader.feed(html)
    for key, control in reader.loose:
        for form in reader.forms:
            if form.key == key:
                form.controls.append(control)
    return [form for form in reader.forms if form.method == "post"]
