"""How soon an improvising owner is seen: from the endpoint's first token to the first word on a browser's screen.

Run it with ``python -m benchmarks.first_word_screen [--calls 10] [--token-ms 30]``. Server, endpoint and Chromium share
the machine and its clock; the endpoint notes when it sends the first token of a line, the page when words stand in it.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import time

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.scripted import Pace, well
from simulator.llm.loopback import Reaction, Request, Script, loopback

_CHROMIUM = "/usr/bin/chromium"
_REPLIES = ("您好，锦绣花园业主服务中心，请问有什么可以帮助您？", "对不起，先生，请问有什么可以帮助您？")
_WORD_TOKEN = 3
"""Number of the token that holds the first word, behind ``{"``, ``words`` and ``":"``."""
_WATCH = """() => {
  window.firstWords = 0
  const before = document.querySelectorAll(".hl-owner").length
  new MutationObserver((_, watch) => {
    const owners = document.querySelectorAll(".hl-owner")
    const last = owners.length > before && owners[owners.length - 1].querySelector("p")
    if (last && !last.querySelector(".hl-stage") && last.innerText.trim()) {
      requestAnimationFrame(() => { window.firstWords = Date.now() })
      watch.disconnect()
    }
  }).observe(document.body, {subtree: true, childList: true, characterData: true})
}"""


def noting(script: Script, first: list[float], words: list[float]) -> Script:
    """Return a script that notes when the first token of a line, and the one with its first word, is sent."""

    def note(number: int) -> None:
        if number == 0:
            first.append(time() * 1000)
        elif number == _WORD_TOKEN:
            words.append(time() * 1000)

    def react(body: Request) -> Reaction:
        reaction = script(body)
        return replace(reaction, hold=note) if body.get("stream") else reaction

    return react


@contextmanager
def site(url: str) -> Iterator[str]:
    """Yield the address of a server with that endpoint."""
    with TemporaryDirectory() as here:
        own = {"SIMULATOR_DATA_DIR": here, "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "k", "SIMULATOR_MODEL": "scripted"}
        command = [str(Path(sys.executable).with_name("simulator")), "serve", "--port", "0"]
        with subprocess.Popen(
            command, cwd=here, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            address = re.search(r"http://\S+:\d+", server.stdout.readline())
            assert address is not None
            yield address.group()
            server.terminate()


def seen(page: Page, address: str) -> Iterator[float]:
    """Take a call; yield the times at which the owner's first words stood on the screen."""
    page.goto(address)
    page.get_by_label("找场景").fill("孩子困在电梯里")
    page.get_by_label("找场景").press("Enter")
    expect(page.get_by_role("button", name="接这通电话")).to_have_count(1)
    page.get_by_role("button", name="接这通电话").click()
    page.get_by_role("button", name="接听").click()
    box = page.get_by_placeholder("请输入回复")
    for number, reply in enumerate(_REPLIES, start=1):
        expect(box).to_be_enabled()
        page.evaluate(_WATCH)
        box.fill(reply)
        box.press("Enter")
        yield page.wait_for_function("window.firstWords").json_value()
        expect(page.get_by_role("log").get_by_text("100 分", exact=True)).to_have_count(number)
    page.keyboard.press("F8")
    expect(page.get_by_role("button", name="看复盘")).to_be_visible()


def show(name: str, late: list[float]) -> None:
    print(f"{name:32} median {median(late):4.0f} ms, p95 {quantiles(late, n=20)[-1]:4.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10)
    parser.add_argument("--token-ms", type=float, default=30.0)
    options = parser.parse_args()
    first, words, screen = list[float](), list[float](), list[float]()
    script = noting(well(Pace(0.3, options.token_ms / 1000)), first, words)
    with loopback(script) as endpoint, site(endpoint.url) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(address)
        page.get_by_label("姓名").fill("王小燕")
        page.get_by_role("button", name="开始").click()
        expect(page.get_by_role("heading", name="今天练什么")).to_be_visible()
        for _ in range(options.calls):
            screen += seen(page, address)
        browser.close()
    print(f"{len(screen)} turns, first token after 300 ms, then one every {options.token_ms:.0f} ms")
    show("on screen after the first token", [a - b for a, b in zip(screen, first, strict=True)])
    show("on screen after the first word", [a - b for a, b in zip(screen, words, strict=True)])


if __name__ == "__main__":
    main()
