"""The house rules that a machine can hold. Each failure says which rule and why."""

import ast
import itertools
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
APPS = ["paritrana", "nominations", "scoring", "interviews", "reports", "demo"]
# From the ground up; inside the ground floor in the order of its rooms.
FLOORS = [
    "outbox",
    "audit",
    "regions",
    "accounts",
    "committees",
    "files",
    "notices",
    "web",
    "nominations",
    "scoring",
    "interviews",
    "reports",
]
OURS = [model for model in apps.get_models() if model._meta.app_label in FLOORS]
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "managers.py", "signals.py", "constants.py", "common.py"}


def sources(*names: str) -> list[Path]:
    """Our modules called so, also when they have grown into a package."""
    return sorted(
        path
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if set(path.stem.split("_")) & set(names) or any(parent.name in names for parent in path.parents)
    )


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    """A key that points up makes migrations run in a circle, and import-linter does not see it."""
    here = FLOORS.index(model._meta.app_label)
    for field in model._meta.get_fields():
        target = getattr(field, "remote_field", None) and not field.auto_created and field.related_model
        if target and target._meta.app_label in FLOORS:
            assert FLOORS.index(target._meta.app_label) <= here, f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_names_its_places_and_its_manager(model):
    """Without PLACES a model would be visible to nobody; without the manager to everybody."""
    assert isinstance(model.PLACES, dict)
    assert hasattr(model.objects, "visible_to")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_places_are_real_paths(model):
    """A typing error in a path would surface only when somebody with such a seat comes."""
    for path in model.PLACES.values():
        assert "WHERE" in str(model.objects.filter(**{f"{path}__isnull": True}).query) or path == "pk"


@pytest.mark.parametrize(
    "path", sources("views", "forms", "tables", "filters"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_pages_read_only_through_visible_to(path):
    """`.objects` in a page may only be followed by `visible_to`: who forgets it shows rows of other provinces."""
    tree = ast.parse(path.read_text())
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_base_manager", "_default_manager"):
            parent = parents.get(node)
            allowed = isinstance(parent, ast.Attribute) and parent.attr in ("visible_to", "none")
            assert allowed, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize(
    "path", sources("views", "forms", "tables", "queries", "workflow"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_pages_do_not_write(path):
    """Every write goes through a verb in services, with actor, audit entry and effects."""
    writes = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes:
            # `services.x.create(...)` and `super().save()` of a form are not writes of rows.
            owner = node.func.value
            named = isinstance(owner, ast.Name) and owner.id in SERVICE_MODULES
            is_dict = node.func.attr == "update" and not _is_queryset(owner)
            assert named or is_dict or (isinstance(owner, ast.Attribute) and owner.attr == "services"), (
                f"{path.name}:{node.lineno} {node.func.attr}"
            )


def _is_queryset(node: ast.expr) -> bool:
    return "objects" in ast.dump(node) or "visible_to" in ast.dump(node)


SERVICE_MODULES = {
    path.stem for app in APPS for path in (ROOT / app).rglob("services/*.py") if path.stem != "__init__"
} | {"services"}


def test_services_never_import_tasks():
    """They call `later(name, id)`: the work starts after the commit, and only ids travel."""
    for path in sources("services"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert "tasks" not in (node.module or ""), path
                assert "tasks" not in [alias.name for alias in node.names], path


def test_no_file_has_a_name_that_says_nothing():
    found = [path for app in APPS for path in (ROOT / app).rglob("*.py") if path.name in FORBIDDEN_NAMES]
    assert found == []


def test_files_stay_readable():
    """Past about 400 lines a file is split by subject; verify.py is one file for whoever takes it home."""
    paths = itertools.chain.from_iterable((ROOT / app).rglob("*.py") for app in APPS)
    long = {
        str(path.relative_to(ROOT)): count
        for path in paths
        if "migrations" not in path.parts
        and path != ROOT / "scoring" / "verify.py"
        and (count := len(path.read_text().splitlines())) > 420
    }
    assert long == {}


def test_templates_hold_no_inline_script_or_style():
    """The Content-Security-Policy would silently drop them."""
    for path in (ROOT / "templates").rglob("*.html"):
        if "print" in path.parts:  # paper, not a page: WeasyPrint reads it from our own process
            continue
        text = path.read_text()
        for mark in (" style=", "<style", "hx-on", "onclick=", "onsubmit=", "onchange=", "javascript:"):
            assert mark not in text, f"{path.name}: {mark}"
        assert "<script>" not in text, path.name


def test_templates_use_only_colours_that_follow_the_dark():
    """Bootstrap's own are fixed for light pages: black on black in the dark. Ours are variables."""
    fixed = re.compile(
        r"\b(?:text|bg|link)-(?:body|dark|light|white|black|muted|primary|danger|success|warning|info)\b"
    )
    found = [
        f"{path.relative_to(ROOT)}: {mark}"
        for path in (ROOT / "templates").rglob("*.html")
        if "print" not in path.parts
        for mark in fixed.findall(path.read_text())
    ]
    assert found == []


def test_money_and_marks_are_never_floats():
    fields = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
    ]
    assert fields == []
