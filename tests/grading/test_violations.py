"""Offences are heard however people word them, and polite replies that touch the same words are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.grade import Grade
from simulator.domain.reply import Facts, HangUp, Reply, Wait
from tests.grading.test_guide import GRADER

OFFENCES = {
    "wei_opener": ["喂，请讲。", "哎，喂，您哪位？", "喂喂，听得到吗"],
    "informal_you": ["不好意思，没听清你说的", "谢谢你打电话过来", "你们家漏水的事我记下了"],
    "curt_command": [
        "大点声说！",
        "用普通话说，我听不懂。",
        "房号！名字！快报！",
        "把话筒拿近点！",
        "有事说事，别绕圈子。",
    ],
    "threat_to_hang_up": ["您再骂一句试试，我立马挂电话。", "给您十秒钟，再没声我就挂。", "不说是吧？不说我挂了啊。"],
    "blame_owner": [
        "公告早就贴出来了，您自己不看能怨谁？",
        "下次打电话前先把要说的捋清楚。",
        "您怎么不早点打电话来呢？",
        "不报房号我怎么给您查？",
        "早不交物业费，这会儿想起来投诉了？",
        "您别得理不饶人行不行？",
    ],
    "insult": [
        "您脑子进水了吧？",
        "您以为您是谁啊？",
        "就您那点物业费，还想要五星级服务？",
        "您说话怎么跟机关枪似的。",
        "呵呵，您高兴就好。",
        "太对不起您了呢，求您开恩再赏我一遍呗。",
    ],
    "shirk": [
        "我就一个客服，我哪知道。",
        "上头不批，我有什么招？",
        "您明天再打吧，今天没人管。",
        "前面那个同事答应您的，跟我没关系。",
        "我刚来的，不太会弄，您将就一下。",
    ],
    "flat_refusal": ["想都别想，不可能给您免的。", "办不了就是办不了。", "绝对不可能。", "不能退，一分都不退。"],
    "dismiss_owner": ["没别的事就挂了吧。", "说完了吧？说完就挂。", "您没事的话就先挂了吧，我这边还有人等着。"],
    "condescend": ["我说得够清楚了吧？", "这么简单您都不懂？", "啥？", "跟您说了您也不明白。"],
    "careless_answer": ["我估计也就两三百块钱吧。", "包在我身上，明天准给您办好。", "听说下个月就通地铁了。"],
    "private_info": [
        "王经理住在我们小区6栋1203。",
        "他电话是13612345678，您直接打吧。",
        "我叫陈晓红，今年25岁，四川人。",
    ],
    "accept_invitation": ["太好了，火锅我最爱了，晚上见！", "那就恭敬不如从命啦，周六见。", "可以呀，您定地方吧。"],
}

POLITE = [
    "您自己方便的话，可以先把总阀关一下，师傅二十分钟内到。",
    "楼上大声放音乐影响您休息，我马上安排保安上门劝阻。",
    "喂猫的那位业主我们已经沟通过了，谢谢您的反馈。",
    "您看周六上午十点师傅上门行不行？",
    "不知道您怎么称呼？",
    "您别挂机，我帮您转到工程部。",
    "不是您的错，是我们系统刚才卡了一下，让您久等了。",
    "不好意思，让您看笑话了，我再给您查一遍。",
    "请问您家里老人多大岁数了？我们好登记优先服务。",
    "李女士，您留的手机号是13812345678，对吗？",
    "维修电话是4008001234，麻烦您记一下。",
    "您消消气，气坏身子不值当，我这就给您处理。",
    "我们肯定尽快处理，两小时之内给您答复，再见。",
    "哟，李阿姨啊，您好您好，有什么要我帮忙的？",
    "对不起，我耳朵不太好使，麻烦您再大点声行吗？",
    "请问您还在吗？要是没有别的问题，我就先挂机了，祝您生活愉快。",
    "滚筒洗衣机漏水是吧，我给您登记。",
    "这个我不太清楚，帮您问一下工程部，下午给您回电，好吗？",
    "好的，那周三上午九点，师傅在门口等您。",
    "这事儿不怪您，怪我们没提前通知到位。",
    "您以后遇到漏水，先关总阀，再给我们打电话就行。",
    "门锁坏了没门禁卡进不去是吗？我让保安给您开。",
    "您什么意思我明白了，是想退掉车位，对吗？",
    "您有没有听懂的地方我再讲，您看我讲得明白不？",
    "您说得很有道理，这话真说到我们心坎里去了。",
    "您天天来电关心小区，我们很感谢。",
    "咱们小区谁家有事都打这个电话，您随时打。",
]


def found(text: str) -> dict[str, str]:
    grade = say(text)
    return {v.key: v.quote or "" for v in grade.violations}


def say(text: str, situation: str = "opening") -> Grade:
    return GRADER.grade(situation, 1, Reply(text=text), Facts())


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in OFFENCES.items() for text in texts])
def test_an_offence_is_heard_in_words_of_its_own(key: str, text: str) -> None:
    quotes = found(text)
    assert key in quotes
    assert quotes[key] in text


@pytest.mark.parametrize("text", POLITE)
def test_a_polite_reply_that_touches_the_same_words_is_spared(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "培训老师说不能跟业主讲“你有病吧”。",
        "您说保安骂您“滚开”，是吗？我马上核实。",
        "您反映的保洁骂人的事，我马上向主管反映，给您添麻烦了。",
    ],
)
def test_somebody_elses_offence_is_not_the_trainees(text: str) -> None:
    assert found(text) == {}


def test_an_offence_beside_the_right_words_leaves_them_met() -> None:
    grade = say("您好，云山府业主服务中心，请问有什么可以帮您？您脑子进水了吧？")
    assert all(grade.met(key) for key in grade.required)
    assert [v.key for v in grade.violations] == ["insult"]
    assert grade.verdict == "fail"


@pytest.mark.parametrize(
    ("situation", "row"), [("closing", 29), ("complaint_closing", 20), ("silent_line", 20), ("opening", 20)]
)
def test_the_row_is_that_of_the_situation_on_hand_or_else_of_the_very_words(situation: str, row: int) -> None:
    grade = say("喂，没事了吧，您挂电话吧！", situation)
    assert {v.key: v.row for v in grade.violations}["dismiss_owner"] == row


def test_an_offence_whose_words_stand_in_no_row_names_none() -> None:
    assert [(v.key, v.row) for v in say("绝对不可能。").violations] == [("flat_refusal", None)]


@pytest.mark.parametrize(("seconds", "caught"), [(5, False), (4.9, True)])
def test_hanging_up_before_the_pause_is_over_is_caught(seconds: float, caught: bool) -> None:
    reply = Reply(
        text="对不起，您的电话杂音太大，听不清，请您换一部电话再次打来好吗？再见！",
        actions=(Wait(seconds=seconds), HangUp()),
    )
    keys = [v.key for v in GRADER.grade("noisy_line", 1, reply, Facts()).violations]
    assert keys == (["premature_hang_up"] if caught else [])


@given(st.sampled_from([text for texts in OFFENCES.values() for text in texts]), st.sampled_from(POLITE))
def test_an_offence_never_raises_the_score(offence: str, polite: str) -> None:
    before, after = say(polite), say(polite + offence)
    if before.required == after.required and before.score is not None:
        gained = sum(after.met(key) and not before.met(key) for key in after.required)
        assert gained or (after.score or 0) <= before.score
