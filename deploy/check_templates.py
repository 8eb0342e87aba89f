"""Compile every template of ours, and refuse what the Content-Security-Policy would refuse in the browser."""

import re
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    r"<script(?![^>]*\bsrc=)": "an inline script",
    r"<style\b": "an inline style sheet",
    r"\sstyle\s*=": "a style attribute",
    r"\son[a-z]+\s*=\s*[\"']": "an event handler in an attribute",
    r"\shx-on\b": "hx-on",
    r"[\"']js:": "a js: value",
    r"(?:src|href)=[\"'](?:https?:)?//(?!{)": "an address of another site",
}


def faults(file: Path, name: str) -> list[str]:
    try:
        get_template(name)
    except TemplateSyntaxError as error:
        return [f"{file}: {error}"]
    text = file.read_text()
    found = []
    for pattern, what in FORBIDDEN.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{file}:{line}: {what}")
    return found


def main() -> int:
    django.setup()
    folders = [ROOT / "templates", *ROOT.glob("*/templates"), *ROOT.glob("paritrana/*/templates")]
    found = []
    for folder in folders:
        for file in sorted(folder.rglob("*.html")) + sorted(folder.rglob("*.txt")):
            found += faults(file.relative_to(ROOT), str(file.relative_to(folder)))
    print("\n".join(found) if found else "Every template compiles.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
