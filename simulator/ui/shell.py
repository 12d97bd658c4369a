"""The page around the app: Streamlit's index.html in Chinese.

Streamlit has no translations; its own strings (buttons, menus, labels for screen readers) are replaced in the browser
by a dictionary that stands in the catalogue: `builtin.*` in English is the text to find, in Chinese the text to show.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

import streamlit
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.i18n import catalogue
from simulator.ui.templating import asset, html

_STYLES = ("shell.css", "desk.css", "print.css")
_BLANKS = {name: "{" + name + "}" for name in ("n", "total", "size", "name", "types")}
_PAGE = re.compile(r"/[A-Za-z0-9_-]*")
_HEADERS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class ChineseShell:
    """Pure ASGI middleware that answers a request for a page with the Chinese shell, and passes the rest on."""

    def __init__(self, app: ASGIApp, own_paths: frozenset[str]) -> None:
        """Wrap `app`; `own_paths` are pages that are not Streamlit's."""
        self._app = app
        self._own_paths = own_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if self._is_page(scope):
            await HTMLResponse(shell(), headers=_HEADERS)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_page(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and scope["method"] in ("GET", "HEAD")
            and scope["path"] not in self._own_paths
            and _PAGE.fullmatch(scope["path"]) is not None
            and "text/html" in Headers(scope=scope).get("accept", "")
        )


@cache
def shell() -> str:
    """Return Streamlit's page with language, title, our style sheet and the dictionary."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    page = page.replace('<html lang="en">', '<html lang="zh-CN">')
    page = re.sub(r"<title>.*?</title>", lambda _: html("title.html"), page)
    page = re.sub(r"<noscript>.*?</noscript>", lambda _: html("noscript.html"), page, flags=re.DOTALL)
    page = page.replace('href="./favicon.png"', f'type="image/svg+xml" href="{_icon()}"')
    return page.replace("</head>", f"{_head()}</head>")


def dictionary() -> dict[str, str]:
    """Return Streamlit's own strings and what to show in their place; blanks look like `{n}`."""
    english, chinese = catalogue("en"), catalogue("zh_CN")
    keys = sorted(key for key in chinese.keys if key.startswith("builtin."))
    return {english(key, **_BLANKS): chinese(key, **_BLANKS) for key in keys}


def _head() -> str:
    # `<` is escaped so that no entry of the catalogue can close the script element.
    entries = json.dumps(list(_entries()), ensure_ascii=False).replace("<", "\\u003c")
    script = asset("dictionary.js").replace('"ENTRIES"', entries)
    styles = "".join(asset(name) for name in _STYLES)
    scripts = f"{script}{asset('page.js')}"
    return f"<style>\n{styles}</style>\n<script>\n{scripts}</script>\n"


def _icon() -> str:
    return f"data:image/svg+xml,{quote(asset('icon.svg'))}"


def _entries() -> Iterator[tuple[str, str, bool]]:
    for text, shown in dictionary().items():
        has_blanks = re.search(r"{\w+}", text) is not None
        yield (_pattern(text), shown, True) if has_blanks else (text, shown, False)


def _pattern(text: str) -> str:
    parts = re.split(r"{(\w+)}", text)
    return "".join(f"(?<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
