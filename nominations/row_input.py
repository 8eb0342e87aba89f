"""The input of an answer in rows: a group of cells for each row, and some blank rows to go on with."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from nominations import values


class RowsInput(forms.Widget):
    """Every cell bears the name of the field, row by row, so that autosave sends one name; it reads as their text.

    `choices` are the words of the first column where it is chosen from a list.
    """

    template_name = "nominations/row_input.html"
    use_fieldset = True

    def __init__(self, columns: Sequence[str], choices: Sequence[str] = (), blank: int = 3, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.blank = blank
        self.columns, self.choices = list(columns), list(choices)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        stored = values.cells_of(value or "")
        count = max(len(stored), min(len(stored) + self.blank, values.ROWS))
        rows = [*stored, *[[]] * (count - len(stored))]
        base = context["widget"]["attrs"].get("id", name)
        context["widget"] |= {
            "label": "",  # what Django asks of the parts of a group
            "rows": [
                {"title": _("Baris %s") % place, "cells": self._cells(f"{base}-{place}", cells)}
                for place, cells in enumerate(rows, 1)
            ],
        }
        return context

    def _cells(self, base: str, cells: list[str]) -> list[dict[str, Any]]:
        found = []
        for at, column in enumerate(self.columns):
            # More cells than columns only come from a file or a broken form: they stay to be seen in the last one.
            text = values.BAR.join(cells[at:]) if at == len(self.columns) - 1 else "".join(cells[at : at + 1])
            choices = self.choices if at == 0 else []
            if choices and text and text not in choices:
                choices = [*choices, text]
            found.append({"id": f"{base}-{at + 1}", "label": column, "text": text, "choices": choices})
        return found

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}-1-1"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        cells = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        if len(cells) < 2:  # a stored text that was chosen again
            return "".join(cells)
        width = len(self.columns)
        rows = [cells[at : at + width] for at in range(0, len(cells), width)]
        return "\n".join(
            values.BAR.join(" ".join(cell.split()) for cell in row) for row in rows if any(map(str.strip, row))
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data
