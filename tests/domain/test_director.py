"""Mood, patience and lines: what the director and the temper read from a call."""

import pytest

from simulator.domain.call import Call, replay
from simulator.domain.events import Difficulty
from simulator.domain.reply import Reply, Wait
from simulator.domain.scenario import Scenario
from simulator.services.rehearsal import PoorTrainee, Trainee, rehearse
from tests.desk import KeyModel, cast, world


def saying(*texts: str) -> Trainee:
    """A trainee who says these things in order, then the last again and again."""
    left = list(texts)

    def reply(call: Call, scenario: Scenario) -> Reply:
        return Reply(text=left.pop(0) if len(left) > 1 else left[0])

    return reply


def played(trainee: Trainee, scenario: str = "leak", difficulty: Difficulty = "standard") -> Call:
    return replay(rehearse(world(cast()), scenario, 1, trainee, difficulty))


def moods(call: Call) -> list[int]:
    return [turn.caller.mood for turn in call.turns]


def test_courtesy_lifts_the_mood_but_not_the_same_one_for_ever() -> None:
    assert moods(played(saying("greet identify_centre offer_help", "apologize offer_help", "hm")))[:3] == [-1, -1, 0]
    call = played(
        saying(
            "greet identify_centre offer_help",
            "apologize offer_help",
            "apologize ask_name ask_room",
            "apologize ask_anything_else",
            "apologize thank_for_calling invite_call_again goodbye",
        )
    )
    assert moods(call) == [-1, -1, 0, 1, 1, 1]


def test_an_offence_costs_mood_and_an_apology_beside_it_gains_nothing() -> None:
    call = played(saying("greet identify_centre offer_help", "apologize offer_help informal_you", "hm"))
    assert moods(call)[2] == -2


@pytest.mark.parametrize(("difficulty", "mood"), [("easy", 1), ("standard", -1), ("hard", -3)])
def test_the_difficulty_sets_the_mood_at_the_start(difficulty: Difficulty, mood: int) -> None:
    assert moods(played(PoorTrainee(), difficulty=difficulty))[0] == mood


def test_the_difficulty_changes_how_much_comes_up_and_how_soon_the_owner_hangs_up() -> None:
    model = KeyModel(cast())
    standard, hardest = (played(model, difficulty=level) for level in ("standard", "hard"))
    assert {turn.caller.situation for turn in hardest.turns} - {turn.caller.situation for turn in standard.turns} == {
        "bad_attitude"
    }
    easy, hard = (played(PoorTrainee(), difficulty=level) for level in ("easy", "hard"))
    assert len(easy.turns) > len(hard.turns)
    assert hard.end_reason == "caller_hung_up"


def test_a_long_wait_without_a_word_annoys_and_one_that_was_asked_for_does_not() -> None:
    def waiting(words: str) -> Trainee:
        def reply(call: Call, scenario: Scenario) -> Reply:
            first = len(call.turns) == 1
            return Reply(
                text="greet identify_centre offer_help" if first else words,
                actions=() if first else (Wait(seconds=30),),
            )

        return reply

    assert moods(played(waiting("apologize offer_help")))[2] == -1
    assert "等久了甲" in played(waiting("apologize offer_help")).turns[2].caller.text
    assert moods(played(waiting("apologize offer_help ask_hold")))[2] == 0


def test_who_has_not_said_why_he_calls_does_not_hang_up() -> None:
    call = played(saying("insult", "apologize offer_help"))
    assert [turn.caller.situation for turn in call.turns][:2] == ["opening", "abusive_owner"]


def test_the_call_is_as_long_as_its_plan_and_no_longer() -> None:
    assert played(PoorTrainee(), scenario="pest", difficulty="easy").is_over


def test_a_furious_owner_bears_one_poor_reply_to_his_matter() -> None:
    call = played(saying("greet identify_centre offer_help", "hm"), difficulty="hard")
    assert [turn.caller.situation for turn in call.turns] == [
        "opening",
        "abusive_owner",
        "abusive_owner",
        "abusive_owner",
    ]
    assert call.turns[2].caller.text.startswith("再问一次")
    assert call.end_reason == "caller_hung_up"


def test_nobody_feels_better_before_having_said_anything() -> None:
    call = played(saying("greet identify_centre offer_help apologize", "hm"))
    assert not call.turns[1].caller.text.startswith("好些了")
