"""Cost and speed of grading with the judge, against one endpoint that takes 50 ms for an answer.

python -m benchmarks.judge [--workers 32] [--repeat 3]
"""

import argparse
from statistics import median

from benchmarks.judging import Setup, endpoint, grade_all, grader, labelled
from simulator.domain.reply import Facts
from simulator.grading.judge_prompt import Case
from simulator.llm.loopback import rough_tokens


def prefix_shares() -> list[float]:
    """Return the share of the prompt that each reply has in common with the others to its step."""
    builder = grader("http://127.0.0.1:9/v1").judge.builder
    shares = []
    for record in labelled():
        if ids := builder.ids(record.situation, record.step):
            keys = tuple(key for key in ids if key in (record.elements or {}))
            case = Case(record.situation, record.step, Facts(), record.reply, keys, "0000")
            text = "".join(m.content for m in builder.build(case).messages)
            shares.append(rough_tokens(text[: text.index("nonce 0000")]) / rough_tokens(text))
    return shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=32)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    records = labelled() * options.repeat
    with endpoint(Setup(delay_seconds=0.05)) as url:
        judged = grader(url)
        grade_all(judged, records[:100], options.workers)  # connections, patterns compiled at first use
        before = judged.judge.chat.meter.total  # type: ignore[attr-defined]
        grades, seconds = grade_all(judged, records, options.workers)
        after = judged.judge.chat.meter.total  # type: ignore[attr-defined]
    calls, tokens = after.calls - before.calls, after.tokens_in - before.tokens_in
    n = len(records)
    print(f"replies            {n}, {options.workers} workers, endpoint 50 ms")
    print(f"replies a second   {n / seconds:.0f}")
    print(f"calls a reply      {calls / n:.2f}")
    print(f"tokens a reply     {tokens / n:.0f} in ({tokens / max(calls, 1):.0f} a call)")
    shares = prefix_shares()
    enough = sum(share >= 0.85 for share in shares) / len(shares)
    print(f"same prefix        {median(shares):.1%} median, at least 85 % in {enough:.0%} of replies")
    print(f"ungraded           {sum('ungraded' in grade.flags for grade in grades)}")


if __name__ == "__main__":
    main()
