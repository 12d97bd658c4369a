"""A real server and a real browser."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
CODE = "ABCD2345"
_ADDRESS = re.compile(r"http://\S+:\d+")
expect.set_options(timeout=15_000)


Visit = Callable[..., Page]


@contextmanager
def serving(here: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """Yield the address of a server started as a user starts it, from a directory of its own."""
    own = {"SIMULATOR_DATA_DIR": str(here / "data"), "SIMULATOR_TRAINER_CODE": CODE, **settings}
    command = [str(Path(sys.executable).with_name("simulator")), "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=here, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = _ADDRESS.search(server.stdout.readline())
        assert address is not None
        yield address.group()
        server.terminate()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server without a model."""
    with serving(tmp_path_factory.mktemp("site"), {}) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.is_file():
        if os.environ.get("SIMULATOR_REQUIRE_BROWSER"):
            pytest.fail("no Chromium at /usr/bin/chromium")
        pytest.skip("no Chromium at /usr/bin/chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield launched
        launched.close()


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Visit]:
    """Yield a function that opens a window and comes in under a name."""
    contexts = []

    def come_in(name: str, code: str = "", width: int = 1440, height: int = 900) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=address)
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        page.get_by_label("姓名").fill(name)
        if code:
            page.get_by_text("我是培训师").click()
            page.get_by_label("培训师口令").fill(code)
        page.get_by_role("button", name="开始").click()
        expect(page.get_by_role("heading", name="今天练什么")).to_be_visible()
        return page

    yield come_in
    for context in contexts:
        context.close()


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Visit]:
    """Return a function that opens a window and comes in under a name."""
    with visiting(browser, site) as come_in:
        yield come_in
