"""HTML by Jinja templates that escape every value: names, replies and model output are untrusted."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from simulator.i18n import catalogue

UI_DIR = Path(__file__).parent


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(UI_DIR / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = catalogue("zh_CN")
    return environment


def html(template: str, /, **values: object) -> Markup:
    """Return `template` filled in; values are escaped unless they are `Markup` already."""
    return Markup(_environment().get_template(template).render(values))


def asset(name: str) -> str:
    """Return the text of a file in `assets/`."""
    return (UI_DIR / "assets" / name).read_text(encoding="utf-8")
