"""How long every page of the desk takes over a full database.

    python -m benchmarks.pages [--url sqlite:////tmp/pages.db] [--url postgresql://…] [--runs 10] [--browser]

For each database (default: a new SQLite file) starts `simulator serve`, makes the demonstration data of
`simulator demo-data` if there are no calls yet, adds assignments and blind gradings, and opens every page over the
websocket, each time with a new session: from connecting until the last element has arrived. The first visit after the
start of the server stands apart; "CPU" is what the server itself computed for a page on average, which says most where
others share the machine (what PostgreSQL computes is not in it). Then the files are downloaded, and somebody else's
page is timed meanwhile. With `--browser` the heaviest pages are opened in Chromium too.
"""

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import pages_browser
from benchmarks.pages_client import Visitor
from benchmarks.pages_data import Known, prepare
from simulator.i18n import Catalogue, catalogue
from simulator.settings import Settings
from simulator.storage.database import open_database

CALLS = 60_000


@dataclass(frozen=True)
class Page:
    """A page with its filters.

    Attributes:
        who: Who opens it.
        chosen: What is clicked on after it has opened, by key of the control; the run that follows is timed.
    """

    label: str
    who: str
    name: str
    query: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)


def pages(known: Known, t: Catalogue) -> list[Page]:
    """Return every page; filters are in the address as they are shown."""
    return [
        Page("home", "trainee", "home"),
        Page("home, drill map", "trainee", "home", chosen={"mode": t("mode.drill")}),
        Page("history", "trainee", "history"),
        Page("debrief", "trainee", "debrief", {"call": known.call}),
        Page("guide", "trainee", "guide"),
        Page("certificate, own", "trainee", "certificate"),
        *_overview(known, t),
        *_dashboards(known, t),
        Page("agreement", "trainer", "agreement"),
        Page("agreement of trainers", "trainer", "agreement", {"who": t("agree.who_trainers")}),
        Page("review queue", "trainer", "review"),
        Page("review queue, undecided", "trainer", "review", {"reason": "unsure"}),
        Page("review queue, second opinions", "trainer", "review", {"reason": t("review.second")}),
        Page("one reply", "trainer", "reply", {"reply": known.reply}),
        Page("one reply, blind", "trainer", "reply", {"reply": known.blind, "blind": "1"}),
        *(
            Page(f"classes, {part}", "trainer", "classes", {"view": t(f"classes.part_{part}")})
            for part in ("progress", "assign", "members", "import")
        ),
        Page("certificates", "trainer", "certificate"),
        Page("accounts", "admin", "accounts"),
        Page("data and privacy", "admin", "privacy"),
    ]


def _overview(known: Known, t: Catalogue) -> list[Page]:
    all_weeks = {"period": t("scope.weeks_all")}
    return [
        Page("overview", "trainer", "trainer"),
        Page("overview, all weeks", "trainer", "trainer", all_weeks),
        Page("overview, one class", "trainer", "trainer", {"class": known.class_name, **all_weeks}),
        Page("overview, exams", "trainer", "trainer", {"kind": t("mode.exam"), **all_weeks}),
    ]


def _dashboards(known: Known, t: Catalogue) -> list[Page]:
    scopes = {
        "": {},
        ", all weeks": {"period": t("scope.weeks_all")},
        ", one class": {"class": known.class_name, "period": t("scope.weeks_all")},
    }
    parts = {part: {"part": t(f"dashboard.part_{part}")} for part in ("trend", "lift", "missed", "time", "scenarios")}
    for by in ("class", "person"):
        parts[f"trend by {by}"] = {"part": t("dashboard.part_trend"), "by": t(f"dashboard.by_{by}")}
    return [
        Page(f"{part}{scope}", "trainer", "dashboard", {**said, **within})
        for part, said in parts.items()
        for scope, within in scopes.items()
    ]


@dataclass
class Times:
    """Seconds of one page.

    Attributes:
        cpu: What the server computed, all warm visits together.
    """

    cold: float
    kilobytes: float
    warm: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def cells(self) -> list[str]:
        """Return first visit, best, median, 95th percentile and processor time in milliseconds."""
        p95 = statistics.quantiles(self.warm, n=20, method="inclusive")[-1]
        figures = (self.cold, min(self.warm), statistics.median(self.warm), p95, self.cpu / len(self.warm))
        return [f"{seconds * 1000:,.0f}" for seconds in figures]


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has used, all its threads together."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(address: str, process: int, known: Known, runs: int, only: str) -> dict[str, Times]:
    """Open every page: all of them once, then again and again."""
    found: dict[str, Times] = {}
    visited = [page for page in pages(known, catalogue("zh_CN")) if re.search(only, page.label)]
    for number in range(runs + 1):
        for page in visited:
            visitor = Visitor(address, known.tokens[page.who])
            before = cpu_seconds(process)
            seconds = await visitor.open(page.name, page.query, page.chosen)
            await visitor.close()
            if not number:
                found[page.label] = Times(seconds, visitor.seen.kilobytes)
            else:
                found[page.label].warm.append(seconds)
                found[page.label].cpu += cpu_seconds(process) - before
    return found


async def exports(address: str, known: Known) -> list[str]:
    """Return a sentence for each file: how long it takes, and how long others wait meanwhile."""
    trainer, said = Visitor(address, known.tokens["trainer"]), []
    await trainer.open("trainer", {"period": catalogue("zh_CN")("scope.weeks_all")})
    for name in ("heat", "reports"):
        await trainer.download(name)
        downloading = asyncio.create_task(trainer.download(name))
        others: list[float] = []
        while not downloading.done():
            visitor = Visitor(address, known.tokens["trainee"])
            others.append(await visitor.open("history", {}))
            await visitor.close()
        seconds, size = downloading.result()
        waits = f"{statistics.median(others) * 1000:,.0f} ms median, {max(others) * 1000:,.0f} worst"
        said.append(f"{name}: {seconds * 1000:,.0f} ms, {size / 1000:,.0f} kB; history of a trainee meanwhile: {waits}")
    await trainer.close()
    return said


@contextmanager
def served(settings: Settings) -> Iterator[tuple[str, int]]:
    """Give address and process of a server of its own over the database."""
    environment = {
        **os.environ,
        "SIMULATOR_DATABASE_URL": settings.database_url,
        "SIMULATOR_DATA_DIR": str(settings.data_dir),
    }
    command = [str(Path(sys.executable).with_name("simulator")), "serve", "--port", "0"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        found = re.search(r"http://(\S+:\d+)", server.stdout.readline())
        if found is None:
            raise SystemExit("the site did not start")
        with urllib.request.urlopen(f"http://{found[1]}/enter") as entrance:  # answered once everything is loaded
            entrance.read()
        yield found[1], server.pid
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", action="append", help="a database; may be given more than once")
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--only", default="", help="a pattern: only pages whose label it matches")
    parser.add_argument("--browser", action="store_true", help="open the heaviest pages in Chromium too")
    asked = parser.parse_args()
    table = Table("page", "kB", title="first visit, best, median, p95 in milliseconds")
    columns: list[dict[str, Times]] = []
    said: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for url in asked.url or [f"sqlite:///{folder}/simulator.db"]:
            settings = Settings(database_url=url, data_dir=Path(folder))
            known = prepare(settings, asked.calls)
            name = _describe(url)
            for figure in ("first", "best", "median", "p95", "CPU"):
                table.add_column(f"{name} {figure}", justify="right")
            with served(settings) as (address, process):
                columns.append(asyncio.run(measure(address, process, known, asked.runs, asked.only)))
                said += [f"{name}: {sentence}" for sentence in asyncio.run(exports(address, known))]
                if asked.browser:
                    said += [f"{name}, Chromium: {line}" for line in pages_browser.measure(address, known, asked.runs)]
    for label, times in columns[0].items():
        table.add_row(label, f"{times.kilobytes:,.0f}", *(c for column in columns for c in column[label].cells()))
    Console(width=200).print(table, *said, sep="\n")


def _describe(url: str) -> str:
    database = open_database(url)
    info = database.info()
    database.close()
    print(f"{database.dialect}: {info.calls:,} calls, {info.replies:,} replies, {info.bytes / 1e6:,.0f} MB", flush=True)
    return database.dialect


if __name__ == "__main__":
    main()
