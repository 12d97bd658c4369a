"""Normalising keeps the way back to what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.grading.normal import Normaliser

NORMALISE = Normaliser("對对裡里麼么電电話话這这")
TYPED = st.text(
    st.sampled_from("对不起您好，。！？…—\u200b\ufeff　ＡＢ１２ﬁ①㈱對裡電話Zz.·* \n~～“”")
    | st.characters(codec="utf-8"),
    max_size=60,
)


@given(TYPED)
def test_every_character_maps_back_to_characters_of_the_original_in_order(raw: str) -> None:
    normal = NORMALISE(raw)
    spans = [normal.original(i, i + 1) for i in range(len(normal.text))]
    assert all(0 <= start < end <= len(raw) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)


@given(TYPED)
def test_what_a_span_maps_back_to_normalises_to_the_same_words(raw: str) -> None:
    normal = NORMALISE(raw)
    if normal.text:
        start, end = normal.original(0, len(normal.text))
        assert NORMALISE(raw[start:end]).text == normal.text


@given(TYPED)
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = NORMALISE(raw).text
    assert NORMALISE(once).text == once


@given(TYPED)
def test_the_view_without_separators_maps_back_too(raw: str) -> None:
    bare = NORMALISE(raw).squeezed()
    assert all(raw[slice(*bare.original(i, i + 1))] for i in range(len(bare.text)))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("您好,請問", "您好，請問"),
        ("這裡電話", "这里电话"),
        ("对\u200b不\u200b起", "对不起"),
        ("ＡＢ２４小时", "ab24小时"),
        ("喂喂喂喂！！！", "喂喂！！"),
        ("13900000021", "13900000021"),
    ],
)
def test_normal_form(raw: str, text: str) -> None:
    assert NORMALISE(raw).text == text


def test_separators_go_but_clauses_stay() -> None:
    assert NORMALISE("对 不.起，作用").squeezed().text == "对不起，作用"
