"""The heaviest pages in Chromium: until the last change of the page, plots included."""

import statistics
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from benchmarks.pages_data import Known
from simulator.i18n import catalogue

CHROMIUM = Path("/usr/bin/chromium")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


_WATCH = """
    window.lastChange = 0;
    new MutationObserver(() => { window.lastChange = performance.now(); })
        .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""
_QUIET = """since => {
    const app = document.querySelector('[data-testid=stApp]');
    const idle = app && app.getAttribute('data-test-script-state') === 'notRunning';
    return idle && window.lastChange > since && performance.now() - window.lastChange > 700;
}"""
"""The script has run, and nothing on the page has changed for a while: the plots are drawn as well."""


def measure(address: str, known: Known, runs: int) -> Iterator[str]:
    """Yield a sentence for each page."""
    t = catalogue("zh_CN")
    heaviest = {
        "overview, all weeks": ("trainer", {}, "heat"),
        "trend by person, all weeks": (
            "dashboard",
            {"part": t("dashboard.part_trend"), "by": t("dashboard.by_person")},
            "trend",
        ),
        "missed, all weeks": ("dashboard", {"part": t("dashboard.part_missed")}, "violations"),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": "hotline_session", "value": known.tokens["trainer"], "url": f"http://{address}"}])
        context.add_init_script(_WATCH)
        page = context.new_page()
        for label, (name, query, last) in heaviest.items():
            url = f"http://{address}/{name}?{urlencode(query)}"
            loads, clicks = [], []
            for _ in range(runs + 1):
                loads.append(_load(page, url, last))
                clicks.append(_click(page, t("scope.weeks_all")))
            yield f"{label}: {_figures('load', loads)}; {_figures('filter', clicks)}"
        browser.close()


def _figures(what: str, times: list[float]) -> str:
    first, *warm = times
    return f"{what} first {first:,.0f}, best {min(warm):,.0f}, median {statistics.median(warm):,.0f} ms"


def _load(page: Page, url: str, last: str) -> float:
    """Return the milliseconds from entering the address, Streamlit's own scripts included, until nothing changes."""
    page.goto(url, wait_until="commit")
    page.locator(f"a[href^='/files/{last}']").wait_for()
    return _changed_after(page, 0.0)


def _click(page: Page, choice: str) -> float:
    """Return the milliseconds from a click on a filter until nothing changes."""
    button = page.get_by_role("radio", name=choice, exact=True).first
    began: float = page.evaluate("performance.now()")
    button.click()
    return _changed_after(page, began) - began


def _changed_after(page: Page, since: float) -> float:
    page.wait_for_function(_QUIET, arg=since)
    last: float = page.evaluate("window.lastChange")
    return last
