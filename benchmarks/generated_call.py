"""Prints a call whose owner a scripted endpoint plays, with who spoke each line; on request the endpoint dies amid it.

Run it with ``python -m benchmarks.generated_call [--scenario leak_three_days] [--seed 1] [--ails dies]``. The trainee
answers by the guide.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.scripted import Pace, ailing
from benchmarks.transcripts import turn_lines
from simulator.domain.call import Call, replay
from simulator.domain.events import CallerSpoke
from simulator.domain.rubric import Rubric
from simulator.llm.loopback import loopback
from simulator.services.rehearsal import ModelTrainee, rehearse
from simulator.settings import Settings
from simulator.wiring.site import make_feedback, make_world

_AT_ONCE = Pace(first_seconds=0, token_seconds=0)


def speaker(line: CallerSpoke) -> str:
    if line.generated:
        return "model"
    return "script, the model failed" if line.stand_in else "script"


def lines(call: Call, rubric: Rubric) -> Iterator[str]:
    for turn in call.turns:
        first, *others = turn_lines(turn, rubric)
        yield f"{first} *({speaker(turn.caller)})*"
        yield from others


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="leak_three_days")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ails", choices=list(ailing(_AT_ONCE)), default="nothing")
    options = parser.parse_args()
    with loopback(ailing(_AT_ONCE)[options.ails]()) as endpoint:
        settings = Settings.model_validate(
            {"openai_base_url": endpoint.url, "openai_api_key": "k", "model": "scripted", "audit_share": 0}
        )
        world = make_world(settings)
        world = replace(world, callers={"scripted": world.callers["generated"]})
        trainee = ModelTrainee(world.rubric, make_feedback(settings, world))
        call = replay(rehearse(world, options.scenario, options.seed, trainee))
        asked = len(endpoint.requests)
    print("\n".join(lines(call, world.rubric)))
    print(f"\n{call.end_reason}, score {call.score}; {len(call.turns)} lines of the owner, {asked} requests")


if __name__ == "__main__":
    main()
