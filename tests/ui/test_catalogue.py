"""What people read: complete in both languages, and no English in the Chinese one."""

import re
from pathlib import Path

import pytest
import streamlit

from simulator.i18n import catalogue
from simulator.ui.shell import dictionary, shell

UI = Path(__file__).parents[2] / "simulator" / "ui"
_PLAIN = re.compile(r"\bt\(\s*\"([a-z_.]+[a-z])\"")
_PREFIX = re.compile(r"\bt\(\s*(?:f\"([a-z_.]+)\{|\"([a-z_.]+)\" ~)")
_LATIN = re.compile(r"[A-Za-z]{3,}")
_ALLOWED = {
    "Enter",
    "Ctrl",
    "JavaScript",
    "CSV",
    "PNG",
    "SVG",
    "Streamlit",
    "http",
    "https",
    "host",
    "port",
    "Excel",
    "PDF",
}


def _sources() -> str:
    files = [*UI.rglob("*.py"), *UI.rglob("*.html"), UI.parent / "cli" / "serve.py"]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_message_that_is_used_stands_in_both_languages() -> None:
    used = set(_PLAIN.findall(_sources()))
    assert len(used) > 80
    for language in ("zh_CN", "en"):
        assert not {key for key in used if key not in catalogue(language)}


def test_every_family_of_messages_has_members() -> None:
    for pair in _PREFIX.findall(_sources()):
        prefix = pair[0] or pair[1]
        assert any(key.startswith(prefix) for key in catalogue("zh_CN").keys), prefix


def test_both_languages_have_the_same_messages() -> None:
    assert catalogue("zh_CN").keys == catalogue("en").keys


@pytest.mark.parametrize("name", ["ui", "console", "builtin"])
def test_chinese_messages_hold_no_english(name: str) -> None:
    text = (UI.parent / "locale" / "zh_CN" / f"{name}.po").read_text(encoding="utf-8")
    for message in re.findall(r'^msgstr "(.*)"$', text, re.MULTILINE)[1:]:
        words = set(_LATIN.findall(re.sub(r"\{\w+\}", "", message))) - _ALLOWED
        assert not words, message


def test_the_shell_is_chinese_and_escapes_its_dictionary() -> None:
    page = shell()
    assert '<html lang="zh-CN">' in page
    assert "<title>物业热线模拟器</title>" in page
    assert "You need to enable JavaScript" not in page
    assert page.count("<script>") - page.count("</script>") <= 0


def test_the_dictionary_knows_strings_that_this_streamlit_has() -> None:
    static = Path(streamlit.__file__).parent / "static" / "static" / "js"
    bundle = "\n".join(path.read_text(encoding="utf-8") for path in static.glob("*.js"))
    known = [text for text in dictionary() if text in bundle]
    assert len(known) > 100
    for text in ("Press Enter to submit form", "Running...", "Page not found", "Connection timed out."):
        assert text in dictionary()
