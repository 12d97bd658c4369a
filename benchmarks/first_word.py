"""How soon an improvising owner is heard: from the endpoint's first token to the first word that is let through.

Run it with ``python -m benchmarks.first_word [--token-ms 30] [--calls 6]``. The endpoint takes 300 ms to its first
token; its tokens are those of a usual tokenizer: ``{"``, ``words``, ``":"``, then one or two characters each.
"""

import argparse
from dataclasses import replace
from statistics import median, quantiles
from time import perf_counter

from benchmarks.scripted import Pace, owner
from simulator.domain.speech import Brief, Caller, Hear, Spoken
from simulator.llm.loopback import loopback
from simulator.services.rehearsal import ModelTrainee, rehearse
from simulator.settings import Settings
from simulator.wiring.rubric import build_grader
from simulator.wiring.site import make_feedback, make_world

_TTFT_SECONDS = 0.3


class Stopwatch:
    """Wraps a caller; notes when its first words are heard, counted from the start of the turn."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.seconds: list[float] = []

    def speak(self, brief: Brief, hear: Hear | None = None) -> Spoken:
        began, first = perf_counter(), list[float]()

        def listen(words: str) -> None:
            if words and not first:
                first.append(perf_counter() - began)

        spoken = self._caller.speak(brief, listen)
        if spoken.generated:
            self.seconds += first
        return spoken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--token-ms", type=float, default=30.0)
    parser.add_argument("--calls", type=int, default=6)
    options = parser.parse_args()
    with loopback(owner(Pace(_TTFT_SECONDS, options.token_ms / 1000))) as server:
        settings = Settings.model_validate({"openai_base_url": server.url, "openai_api_key": "k", "model": "m"})
        world = make_world(settings)
        watch = Stopwatch(world.callers["generated"])
        world = replace(world, callers={"scripted": watch}, grader=build_grader(settings.rubric_dir))
        trainee = ModelTrainee(world.rubric, make_feedback(settings, world))
        for seed in range(options.calls):
            rehearse(world, "leak_three_days", seed, trainee)
    late = sorted((seconds - _TTFT_SECONDS) * 1000 for seconds in watch.seconds)
    print(f"{len(late)} turns, first token after 300 ms, then one every {options.token_ms:.0f} ms")
    print(
        f"first word heard after the first token: median {median(late):.0f} ms, p95 {quantiles(late, n=20)[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
