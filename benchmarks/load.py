"""How long a trainee waits for the grade while many others practise, and how long the site takes to start.

    python benchmarks/load.py [--people 10,25,50] [--seconds 60] [--think 4]

Starts `simulator serve` on a database of its own (SQLite, or SIMULATOR_DATABASE_URL), lets every trainee say one
graded reply every few seconds over a websocket of their own, and prints a Markdown table. Server and trainees share
the machine, so the figures are pessimistic.
"""

import argparse
import asyncio
import itertools
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np

from benchmarks.load_client import Trainee, Turn
from simulator.domain.person import Person
from simulator.services.views import CallOptions
from simulator.settings import Settings
from simulator.wiring.site import Services, build

REPLIES = (
    "您好，锦绣花园业主服务中心，请问有什么可以帮助您？",
    "对不起，先生，请问有什么可以帮助您？",
    "请问，您可以告诉我您的姓名和房号吗？",
    "实在抱歉，由于我们服务不周给您添麻烦了，请您原谅，您能否将详细情况告诉我？",
    "很抱歉，先生，多谢您反馈的意见，我们会尽快向上级部门反映，并在24小时之内给您明确的答复，再见！",
    "不好意思让您久等了，麻烦您再说一遍好吗？",
    "你说什么？我听不清楚。",
)


class Practice:
    """Gives every trainee a call, and another when it is over."""

    def __init__(self, services: Services, seed: int) -> None:
        """Draw scenarios by a seed, so that runs can be compared."""
        self._services = services
        self._random = random.Random(seed)
        self._scenarios = [card.id for card in services.practice.scenarios()]

    def trainee(self, number: int, address: str) -> tuple[Person, Trainee]:
        """Return somebody who has come in and picked up the telephone."""
        person = self._services.people.enter(f"学员{number}")
        token = self._services.people.open_session(person)
        return person, Trainee(address, token, self.call(person))

    def call(self, person: Person) -> str:
        """Return a new call that was just answered."""
        options = CallOptions(scenario=self._random.choice(self._scenarios), difficulty="easy")
        view = self._services.practice.start(person, options)
        self._services.practice.answer(person, view.call_id, 1)
        return view.call_id

    def is_over(self, person: Person, call_id: str) -> bool:
        """True if the call has ended."""
        return self._services.practice.view(person, call_id).call.is_over


async def practise(practice: Practice, number: int, address: str, until: float, think_seconds: float) -> list[Turn]:
    """Say a reply every few seconds until the time is over."""
    person, trainee = await asyncio.to_thread(practice.trainee, number, address)
    await trainee.open()
    await asyncio.sleep(random.Random(number).uniform(0, think_seconds))
    turns: list[Turn] = []
    for reply in itertools.cycle(REPLIES):
        if time.perf_counter() > until:
            break
        turns.append(await trainee.say(reply))
        if await asyncio.to_thread(practice.is_over, person, trainee.call_id):
            trainee.call_id = await asyncio.to_thread(practice.call, person)
            await trainee.close()
            await trainee.open()
        await asyncio.sleep(max(0.0, think_seconds - turns[-1].page_ms / 1000))
    await trainee.close()
    return turns


async def crowd(practice: Practice, people: int, address: str, seconds: float, think_seconds: float) -> list[Turn]:
    """Let so many trainees practise at the same time."""
    until = time.perf_counter() + think_seconds + seconds
    everybody = (practise(practice, n, address, until, think_seconds) for n in range(people))
    return [turn for turns in await asyncio.gather(*everybody) for turn in turns]


def start(data_dir: Path) -> tuple[subprocess.Popen[str], str, float]:
    """Start the site; return its process, its address and the seconds until it served the first page."""
    environment = {**os.environ, "SIMULATOR_DATA_DIR": str(data_dir)}
    command = [str(Path(sys.executable).with_name("simulator")), "serve", "--port", "0"]
    began = time.perf_counter()
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    found = re.search(r"http://(\S+:\d+)", server.stdout.readline())
    if found is None:
        raise SystemExit("the site did not start")
    with urllib.request.urlopen(f"http://{found[1]}/enter") as page:
        page.read()
    return server, found[1], time.perf_counter() - began


def line(people: int, turns: list[Turn]) -> str:
    """Return one line of the table."""
    grades = [turn.grade_ms for turn in turns if turn.grade_ms is not None]
    pages = [turn.page_ms for turn in turns]
    cells = [people, len(turns), *np.percentile(grades, [50, 95]).round(), *np.percentile(pages, [50, 95]).round()]
    return "| " + " | ".join(f"{cell:.0f}" for cell in cells) + " |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", default="10,25,50")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=4)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server, address, seconds = start(Path(folder))
        try:
            practice = Practice(build(Settings(data_dir=Path(folder))), seed=1)
            print(f"serve to first page: {seconds:.2f} s\n")
            print("| trainees | replies | grade median ms | grade p95 ms | page median ms | page p95 ms |")
            print("| ---: | ---: | ---: | ---: | ---: | ---: |")
            for people in (int(number) for number in asked.people.split(",")):
                print(
                    line(people, asyncio.run(crowd(practice, people, address, asked.seconds, asked.think))), flush=True
                )
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
