"""Grades replies with Autorubric; runs in an environment of its own that has `autorubric`.

Standard input: {"url", "workers", "replies": [{"text", "criteria"}]}; standard output: {"seconds", "version"}.
"""

import asyncio
import json
import os
import sys
from importlib.metadata import version
from time import perf_counter

os.environ |= {"OPENAI_API_KEY": "x", "LITELLM_LOCAL_MODEL_COST_MAP": "True"}

from autorubric import Criterion, LLMConfig, Rubric  # type: ignore[import-not-found]
from autorubric.graders import CriterionGrader  # type: ignore[import-not-found]


async def run(task: dict[str, object]) -> None:
    config = LLMConfig(model="openai/gpt-4o", api_base=str(task["url"]), api_key="x", cache_enabled=False)
    grader = CriterionGrader(judge_model_config=config)
    gate = asyncio.Semaphore(int(task["workers"]))  # type: ignore[call-overload]

    async def one(reply: dict[str, object]) -> None:
        rubric = Rubric([Criterion(requirement=text, weight=1.0) for text in reply["criteria"]])  # type: ignore[attr-defined]
        async with gate:
            await rubric.grade(to_grade=str(reply["text"]), grader=grader)

    await asyncio.gather(*(one(reply) for reply in task["replies"]))  # type: ignore[attr-defined]


def main() -> None:
    task = json.load(sys.stdin)
    began = perf_counter()
    asyncio.run(run(task))
    print(json.dumps({"seconds": perf_counter() - began, "version": version("autorubric")}))


if __name__ == "__main__":
    main()
