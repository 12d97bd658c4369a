"""Grades replies with DeepEval's G-Eval; runs in an environment of its own that has `deepeval`.

Standard input: {"url", "workers", "replies": [{"text", "criteria"}]}; standard output: {"seconds", "version"}.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from time import perf_counter

os.environ |= {"DEEPEVAL_TELEMETRY_OPT_OUT": "YES", "OPENAI_API_KEY": "x", "DEEPEVAL_DISABLE_PROGRESS_BAR": "YES"}

from deepeval.metrics import GEval  # type: ignore[import-not-found]
from deepeval.models import GPTModel  # type: ignore[import-not-found]
from deepeval.test_case import LLMTestCase, SingleTurnParams  # type: ignore[import-not-found]


def main() -> None:
    task = json.load(sys.stdin)
    model = GPTModel(model="gpt-4o", base_url=task["url"], api_key="x")

    def one(reply: dict[str, object]) -> None:
        case = LLMTestCase(input="owner", actual_output=str(reply["text"]))
        for criterion in reply["criteria"]:  # type: ignore[attr-defined]
            metric = GEval(
                name="element",
                criteria=criterion,
                evaluation_params=[SingleTurnParams.ACTUAL_OUTPUT],
                model=model,
                async_mode=False,
            )
            metric.measure(case, _show_indicator=False)

    began = perf_counter()
    with ThreadPoolExecutor(task["workers"]) as pool:
        list(pool.map(one, task["replies"]))
    print(json.dumps({"seconds": perf_counter() - began, "version": version("deepeval")}))


if __name__ == "__main__":
    main()
