"""The house is built in layers; this proves it from the import statements."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "simulator"

LOWER: dict[str, set[str]] = {
    "domain": set(),
    "llm": {"domain"},
    "content": {"domain", "llm"},
    "storage": {"domain", "llm"},
    "grading": {"domain", "llm"},
    "callers": {"domain", "llm"},
    "services": {"domain", "llm", "content", "storage", "grading", "callers"},
    "settings": {"domain"},
    "i18n": {"domain"},
    "wiring": {"domain", "llm", "content", "storage", "grading", "callers", "services", "settings"},
    "ui": {"domain", "services", "settings", "i18n", "wiring"},
    "cli": {"domain", "services", "settings", "i18n", "wiring"},
}
ONLY_IN = {
    "openai": "llm",
    "tenacity": "llm",
    "streamlit": "ui",
    "sqlalchemy": "storage",
    "alembic": "storage",
    "typer": "cli",
}


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                f"{node.module}.{alias.name}" if node.module == "simulator" else node.module for alias in node.names
            }
    return found


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py" and "_data" not in p.parts)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_only_lower_layers(path: Path) -> None:
    layer = layer_of(path)
    used = {layer_of(PACKAGE / name.split(".")[1]) for name in imports(path) if name.startswith("simulator.")}
    assert used - {layer} <= LOWER[layer]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_libraries_stay_in_their_layer(path: Path) -> None:
    for name in imports(path):
        owner = ONLY_IN.get(name.split(".")[0])
        assert owner is None or layer_of(path) == owner, f"{name} belongs to {owner}"


def test_services_name_no_concrete_class_of_a_lower_package() -> None:
    for path in (PACKAGE / "services").glob("*.py"):
        concrete = {
            n
            for n in imports(path)
            if n.split(".")[:2] in (["simulator", p] for p in ("storage", "grading", "content"))
        }
        assert not concrete, f"{path.name} imports {concrete}; take a protocol instead"


def test_data_folders_hold_no_python() -> None:
    for folder in ("personas", "rubric"):
        assert not list((PACKAGE.parent / folder).rglob("*.py"))
