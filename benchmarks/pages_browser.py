"""The heaviest pages in Chromium: from entering the address until the last element stands."""

import statistics
import time
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


def measure(address: str, known: Known, runs: int) -> Iterator[str]:
    """Yield a sentence for each page."""
    t = catalogue("zh_CN")
    everything = {"period": t("scope.weeks_all")}
    heaviest = {
        "overview, all weeks": ("trainer", everything, "csv-heat"),
        "trend by person, all weeks": (
            "dashboard",
            {"part": t("dashboard.part_trend"), "by": t("dashboard.by_person"), **everything},
            "csv-trend",
        ),
        "missed, all weeks": ("dashboard", {"part": t("dashboard.part_missed"), **everything}, "csv-violations"),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": "hotline_session", "value": known.tokens["trainer"], "url": f"http://{address}"}])
        page = context.new_page()
        for label, (name, query, last) in heaviest.items():
            times = [_open(page, f"http://{address}/{name}?{urlencode(query)}", last) for _ in range(runs + 1)]
            cold, *warm = times
            yield (
                f"{label}: first {cold * 1000:,.0f}, best {min(warm) * 1000:,.0f}, "
                f"median {statistics.median(warm) * 1000:,.0f} ms"
            )
        browser.close()


def _open(page: Page, url: str, last: str) -> float:
    """Return the seconds until the last button stands, a plot is drawn if there is one, and nothing is stale."""
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(f".st-key-{last}").wait_for()
    page.wait_for_function(
        """() => {
            const plots = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
            const running = document.querySelector('[data-testid=stStatusWidget]');
            return !running && plots.length > 0 && plots.every(p => p.querySelector('canvas, svg'));
        }"""
    )
    return time.perf_counter() - began
