"""What the trainee hears."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.callers.line import as_heard
from simulator.callers.scripted import ScriptedCaller
from simulator.domain.scenario import LineCondition
from simulator.domain.speech import Brief, Candidate, Part
from tests.desk import cast

SENTENCE = "我家水管漏了，楼下邻居找上门来了，麻烦派人去看看。"


def brief(*parts: Part, line: LineCondition = "clear", turn: int = 1) -> Brief:
    return Brief(
        persona=cast().persona("touchy"),
        moment="opens",
        situation="ask_identity",
        step=1,
        parts=parts,
        line=line,
        noises=cast().house.noises.get(line, ()),
        mood=0,
        patience=1,
        known=(),
        transcript=(),
        seed=1,
        turn=turn,
    )


def matter(*texts: str, gloss: str = "") -> Part:
    return Part(about="matter", candidates=tuple(Candidate(id=f"m.{t}", text=t, gloss=gloss) for t in texts))


def test_the_parts_are_said_in_order_and_the_log_learns_what_was_told() -> None:
    fact = Part(about="fact", candidates=(Candidate(id="f.0", text="我叫张三。"),), fact="name", value="张三")
    spoken = ScriptedCaller().speak(brief(fact, matter("快来")))
    assert (spoken.text, spoken.told, spoken.lines) == ("我叫张三。快来", ("name",), ("f.0", "m.快来"))


def test_the_same_brief_gives_the_same_words_and_another_turn_may_not() -> None:
    options = matter(*"甲乙丙丁戊")
    spoken = [ScriptedCaller().speak(brief(options, turn=n)).text for n in range(20)]
    assert spoken == [ScriptedCaller().speak(brief(options, turn=n)).text for n in range(20)]
    assert len(set(spoken)) > 1


def test_dialect_comes_with_its_meaning() -> None:
    assert ScriptedCaller().speak(brief(matter("莫得水", gloss="没有水"))).gloss == "没有水"
    assert ScriptedCaller().speak(brief(matter("没有水"))).gloss == ""


@pytest.mark.parametrize("line", ["noisy", "dropouts"])
def test_a_noisy_line_leaves_scraps_between_noises(line: LineCondition) -> None:
    heard = ScriptedCaller().speak(brief(matter(SENTENCE), line=line)).text
    assert heard.startswith("（……")
    assert SENTENCE[:6] not in heard
    assert any(noise in heard for noise in cast().house.noises[line])


@given(st.text(alphabet="我家水管漏了，。！？", min_size=1), st.integers())
def test_a_low_voice_loses_clauses_but_never_everything(text: str, seed: int) -> None:
    heard = as_heard(text, "quiet", ("声音很小",), Random(seed))
    assert heard.startswith("（声音很小）")
    assert len(heard) > len("（声音很小）") or not text.strip("，。！？")
