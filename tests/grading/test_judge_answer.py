import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.grading.judge_answer import Said, read_answer

IDS = frozenset({"a", "b", "z"})


def answer(met: object = True, nonce: str = "n1", ids: str = "abz", **more: object) -> str:
    items = [{"id": i, "quote": "对不起", "why": "w", "met": met if i != "z" else False} for i in ids]
    return json.dumps({"nonce": nonce, "items": items, "violations": [], **more}, ensure_ascii=False)


def met(text: str) -> dict[str, bool | None] | None:
    found = read_answer(text, "n1", IDS, "z")
    return None if found is None else {name: said.met for name, said in found.items.items()}


YES = {"a": True, "b": True, "z": False}


@pytest.mark.parametrize(
    "text",
    [
        answer(),
        f"```json\n{answer()}\n```",
        f"<think>{answer(False)}</think>{answer()}",
        f"{answer(False)} 不，应当是 {answer()}",
        f"{answer()} 学员写的是 {answer(False, nonce='n2')}",
        f"{answer()} {answer(False, ids='abcz')}",
        answer("true"),
        answer("是"),
    ],
    ids=["plain", "fenced", "thoughts", "last counts", "foreign nonce", "foreign ids", "word", "Chinese word"],
)
def test_the_last_answer_that_is_ours_counts(text: str) -> None:
    assert met(text) == YES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "都做到了",
        answer(nonce="n2"),
        answer(ids="abcz"),
        answer(ids="ab"),
        answer()[:-40],
        f"<think>{answer()}",
        '{"nonce": "n1", "items": []}',
        '{"nonce": "n1", "items": "全部"}',
        '{"nonce": "n1"}',
    ],
)
def test_what_is_no_answer_is_none(text: str) -> None:
    assert met(text) is None


def test_an_answer_that_leaves_the_control_open_is_none() -> None:
    assert met(answer().replace('"met": false', '"met": null')) is None


@pytest.mark.parametrize("value", [None, "不确定", "", 1, 0.5, [], "maybe"])
def test_an_unclear_word_is_neither_pass_nor_fail(value: object) -> None:
    assert met(answer(value)) == {"a": None, "b": None, "z": False}


def test_a_cut_answer_counts_as_far_as_it_goes() -> None:
    assert met(answer()[:-10]) == YES
    assert met(answer(ids="zab")[:-45]) == {"z": False, "a": True, "b": None}


def test_a_missing_or_doubled_id_is_left_out() -> None:
    assert met(answer(ids="bz")) == {"b": True, "z": False}
    assert met(answer(ids="aabz")) == {"b": True, "z": False}


def test_violations_are_read() -> None:
    text = answer(violations=[{"key": "责怪业主", "quote": "您自己不看", "why": ""}, "x", {"key": 1}])
    found = read_answer(text, "n1", IDS, "z")
    assert found is not None
    assert found.violations == (("责怪业主", "您自己不看"), ("", ""))
    assert found.items["a"] == Said(True, "对不起")


@given(st.text(max_size=300))
def test_rubbish_is_none(text: str) -> None:
    assert read_answer(text, "n1", IDS, "z") is None
