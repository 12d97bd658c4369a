"""Forbidden words are found however they are spelt, and never across the end of a clause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.reply import Facts, Reply
from simulator.grading.disguise import gathered
from simulator.grading.normal import Normal
from tests.grading.test_guide import GRADER

DISGUISED = [
    ("g u n ！", "insult", "g u n ！"),
    ("滚.蛋", "insult", "滚.蛋"),
    ("傻*逼", "insult", None),
    ("傻\u200b逼", "insult", None),
    ("煞笔", "insult", None),
    ("ＳＢ", "insult", "ＳＢ"),
    ("滾開！", "insult", None),
    ("ni you bing ba", "insult", "you bing ba"),
    ("ni 叫 shenme 名字，住几号房？", "informal_you", None),
    ("伱的声音太小了", "informal_you", None),
    ("妳叫什麼", "informal_you", None),
    ("wei～您好", "wei_opener", None),
    ("mei事了吧？那您gua电话吧。", "dismiss_owner", None),
    ("说。普。通。话！", "curt_command", "说。普。通。话！"),
    ("shuo putonghua！", "curt_command", "shuo putonghua！"),
    ("聽 懂 了 吧 ？", "condescend", None),
    ("听dong了吧？", "condescend", None),
    ("请 看 清 楚 后 再 拨", "blame_owner", None),
    ("不 可 以 ！绝 对 不 可 以 ！", "flat_refusal", None),
    ("那个电话不是我节的呀", "shirk", None),
]

INNOCENT = [
    "对，不起作用的话我再给您换一个。",
    "滚动屏坏了，wifi也断了，我给您报修。",
    "请您下载APP，扫一扫WIFI旁边的二维码。",
    "A栋call过我们，OK的，您放心。",
    "对 不 起，请 您 稍 等。",
    "您要不要联系一下物业前台？",
    "您去四号楼的话走东门，物业费五十块一个月。",
    "方便留个手机号吗？我让师傅联系您。",
]


@pytest.mark.parametrize(("text", "key", "quote"), DISGUISED)
def test_a_disguised_word_is_found_and_quoted_as_typed(text: str, key: str, quote: str | None) -> None:
    grade = GRADER.grade("opening", 1, Reply(text=text), Facts())
    found = {v.key: v for v in grade.violations}
    assert key in found
    violation = found[key]
    assert violation.quote == text[violation.start : violation.end]
    assert quote in (None, violation.quote)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_or_sounds_alike_is_spared(text: str) -> None:
    assert GRADER.grade("opening", 1, Reply(text=text), Facts()).violations == ()


@given(st.text(alphabet="滚蛋您好sbgun，。 、！", max_size=30))
def test_every_view_leads_back_to_what_was_typed(text: str) -> None:
    detector = GRADER.detector
    view = gathered(detector.normalise(text).squeezed())
    for shown in (view, detector.offences.decipher(view)):
        places = [shown.original(i, i + 1) for i in range(len(shown.text))]
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert places == sorted(places)


@given(st.text(alphabet="我们会处理的，好吗。", max_size=30))
def test_plain_words_need_no_other_view(text: str) -> None:
    plain = Normal(text)
    assert GRADER.detector.offences.decipher(plain) is plain
