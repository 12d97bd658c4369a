"""An endpoint that plays owner and judge from a script, healthy or ailing, for looking at the program without a model.

Run it with ``python -m benchmarks.scripted [--port 9100] [--ails NAME]``, then start the program with
``OPENAI_BASE_URL=http://127.0.0.1:9100/v1 SIMULATOR_MODEL=scripted``. The owner says what the prompt asks for, a word
before it; the judge says what the labelled replies say, and that he cannot tell where none of them is in hand.
"""

import argparse
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from threading import Event

from benchmarks.oracle import Oracle, Question, as_text
from simulator.content.rubric import load_rubric
from simulator.grading.judge_prompt import CONTROL_ID
from simulator.grading.records import Record
from simulator.llm.loopback import Reaction, Request, Script, loopback
from simulator.wiring.doctor import TRIAL, TRIAL_ELEMENTS

ROOT = Path(__file__).parent.parent
_LIKE = re.compile(r"像：(.*)")
_FIRST_WORDS = ("哎，", "我说啊，", "你听我说，", "唉，", "是这样，")
_REST = ('","', "gloss", '":"', '","', "mood", '":', "0", ',"', "hangs_up", '":', "false", "}")


@dataclass(frozen=True)
class Pace:
    """How fast an owner's words are made."""

    first_seconds: float = 0.3
    token_seconds: float = 0.04


def tokens(words: str) -> tuple[str, ...]:
    """Return the answer in the pieces of a usual tokenizer: ``{"``, ``words``, ``":"``, then two characters each."""
    pieces = [words[i : i + 2] for i in range(0, len(words), 2)]
    return ('{"', "words", '":"', *pieces, *_REST)


def owner(pace: Pace) -> Script:
    """Return a script that says what the prompt asks for, with a word before it, another one each time."""
    first_words = count()

    def speak(body: Request) -> Reaction:
        before = _FIRST_WORDS[next(first_words) % len(_FIRST_WORDS)]
        words = before + "".join(_LIKE.findall(body["messages"][-1]["content"]))
        return Reaction(pieces=tokens(words), delay_seconds=pace.first_seconds, piece_seconds=pace.token_seconds)

    return speak


def judge() -> Script:
    """Return a script that judges as the labels say; null where the reply has none."""
    rubric = load_rubric(ROOT / "rubric")
    with (ROOT / "rubric" / "labelled" / "replies.jsonl").open(encoding="utf-8") as file:
        records = [Record.model_validate_json(line) for line in file]
    situation, step, text = TRIAL
    truth = dict.fromkeys(TRIAL_ELEMENTS, True)
    trial = Record(id="trial", situation=situation, step=step, reply=text, elements=truth, violations=())
    oracle = Oracle([*records, trial], rubric)

    def grade(body: Request) -> Reaction:
        question = Question.of(body)
        if oracle.knows(question):
            return Reaction(text=as_text(oracle.answer(question)))
        items = [
            {"id": name, "quote": "", "why": "", "met": False if name == CONTROL_ID else None}
            for name in question.asked
        ]
        return Reaction(text=as_text({"nonce": question.nonce, "items": items, "violations": []}))

    return grade


def well(pace: Pace) -> Script:
    """Return the script of an endpoint that is well."""
    by_shape = {"line": owner(pace), "verdicts": judge()}

    def script(body: Request) -> Reaction:
        shape = body.get("response_format", {}).get("json_schema", {}).get("name", "")
        answer = by_shape.get(shape)
        if answer is not None:
            return answer(body)
        return Reaction(text='{"ok": true}' if shape else "您好，请讲。")

    return script


def refusing(status: int, message: str) -> Script:
    """Return the script of an endpoint that refuses everything."""
    return lambda _: Reaction(status=status, raw=f'{{"error": {{"message": "{message}"}}}}')


def web_page(_: Request) -> Reaction:
    """React like a proxy that wants somebody to sign in."""
    return Reaction(raw="<html><title>Sign in</title></html>", content_type="text/html")


def dying(alive: Script, after: int = 2) -> Script:
    """Return a script that breaks off in the middle of its owner's words, and is dead from then on.

    Args:
        alive: What it says before.
        after: How many lines of the owner it finishes.
    """
    lines = count()
    dead = refusing(503, "overloaded")
    died = False

    def script(body: Request) -> Reaction:
        nonlocal died
        if died:
            return dead(body)
        reaction = alive(body)
        if not body.get("stream") or next(lines) < after:
            return reaction
        died = True
        return replace(reaction, cut_after=8)

    return script


def ailing(pace: Pace) -> Mapping[str, Callable[[], Script]]:
    """Return the endpoints to choose from."""
    return {
        "nothing": lambda: well(pace),
        "key": lambda: refusing(401, "Incorrect API key provided"),
        "model": lambda: refusing(404, "The model does not exist"),
        "web-page": lambda: web_page,
        "dies": lambda: dying(well(pace)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--ails", choices=list(ailing(Pace())), default="nothing")
    parser.add_argument("--first-ms", type=float, default=300.0)
    parser.add_argument("--token-ms", type=float, default=40.0)
    options = parser.parse_args()
    pace = Pace(options.first_ms / 1000, options.token_ms / 1000)
    with loopback(ailing(pace)[options.ails](), options.port) as server:
        print(f"OPENAI_BASE_URL={server.url} OPENAI_API_KEY=any SIMULATOR_MODEL=scripted", flush=True)
        Event().wait()


if __name__ == "__main__":
    main()
