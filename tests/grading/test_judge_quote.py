import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.grading.judge_quote import QuoteFinder
from tests.grading.judging import normaliser

FINDER = QuoteFinder(normaliser())
REPLY = "张先生，實在對不起！让您久等了，ＯＫ我马上帮您联系工程部的王师傅上门查看一下情况，好吗？"


def quoted(quote: str, reply: str = REPLY) -> str | None:
    span = FINDER.find(quote, reply)
    return None if span is None else reply[slice(*span)]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("让您久等了", "让您久等了"),
        ("实在对不起", "實在對不起"),
        ("“实在对不起！”", "實在對不起"),
        ("ok我马上", "ＯＫ我马上"),
        ("对不起！让您 久等了", "對不起！让您久等了"),
        ("我马上帮您联系工程部的王师父上门查看一下情况", "我马上帮您联系工程部的王师傅上门查看一下情况"),
    ],
)
def test_words_of_the_reply_are_found_where_they_stand(quote: str, words: str) -> None:
    assert quoted(quote) == words


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "您",
        "OK",
        "！！",
        "请问有什么可以帮助您",
        "我不马上帮您联系工程部的王师傅上门查看一下情况",
        "让您久等了，非常抱歉",
    ],
)
def test_anything_else_proves_nothing(quote: str) -> None:
    assert quoted(quote) is None


def test_a_slip_must_not_turn_the_meaning() -> None:
    reply = "这件事情我们真的不能够马上给您安排师傅上门去处理"
    assert quoted("这件事情我们真的能够马上给您安排师傅上门去处理", reply) is None


@given(st.text(alphabet="对不起您好，。！ 請問Ａa１\u200b", min_size=1, max_size=30), st.data())
def test_every_piece_of_a_reply_is_found_in_it(reply: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(reply)))
    end = data.draw(st.integers(start, len(reply)))
    span = FINDER.find(reply[start:end], reply)
    chinese = [c for c in normaliser()(reply[start:end]).text if "\u3400" <= c <= "\u9fff"]
    if len(chinese) < 2:
        assert span is None
    else:
        assert span is not None
        assert 0 <= span[0] < span[1] <= len(reply)
