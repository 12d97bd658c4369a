import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.llm.json_text import json_objects, without_thoughts

VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x), max_leaves=5)
OBJECTS = st.dictionaries(st.text(), VALUES)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<think>它说{}</think>好", "好"),
        ("<Thinking>a</Thinking>b<think>c</think>d", "bd"),
        ("没有开头</think>好", "好"),
        ("<think>没有结尾 {}", ""),
        ("平常的话", "平常的话"),
    ],
)
def test_thoughts_are_no_answer(text: str, left: str) -> None:
    assert without_thoughts(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"a": 1, "b": [{"c": true}, {"d": "x', {"a": 1, "b": [{"c": True}, {}]}),
        ('{"a": tru', {}),
        ('说明 {"a": 1, "b', {"a": 1}),
    ],
)
def test_what_is_complete_of_a_cut_object_is_kept(text: str, left: dict[str, object]) -> None:
    assert list(json_objects(text)) == ([left] if left else [])


def test_fences_and_prose_are_passed_over() -> None:
    text = '好的，如下：\n```json\n{"a": 1}\n```\n另外 {坏的} {"b": {"c": 2}} {"cut": '
    assert list(json_objects(text)) == [{"a": 1}, {"b": {"c": 2}}]


@given(st.lists(OBJECTS.filter(lambda o: "<" not in json.dumps(o, ensure_ascii=False)), max_size=4))
def test_every_object_is_found_in_order(objects: list[dict[str, object]]) -> None:
    text = "\n说明\n".join(json.dumps(o, ensure_ascii=False) for o in objects)
    assert list(json_objects(text)) == objects


@given(st.text(alphabet='{}[]":,0ae\\ <think>/', max_size=200))
def test_rubbish_never_raises(text: str) -> None:
    assert all(isinstance(o, dict) for o in json_objects(text))
