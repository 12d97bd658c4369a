"""Taking a call, from the first ring to the end."""

from dataclasses import replace

import pytest

from simulator.domain.call import Phase
from simulator.domain.errors import AccessDenied, Conflict, NotFound, Refused
from simulator.domain.grade import Grade
from simulator.domain.reply import (
    Escalate,
    Facts,
    HangUp,
    RaiseVoice,
    RecordTicket,
    Reply,
    TicketFields,
    Transfer,
    Wait,
)
from simulator.services.views import CallOptions, CallView
from tests.desk import OTHER, TRAINEE, TRAINER, Desk, KeyGrader, rubric, world

OPENING = "greet identify_centre offer_help"
CALM = "apologize offer_help promise_prompt_handling"


def begin(desk: Desk, scenario: str = "leak", rings: int = 1, **options: object) -> CallView:
    view = desk.practice.start(TRAINEE, CallOptions.model_validate({"scenario": scenario, **options}))
    desk.clock.pass_seconds(5 * (rings - 1) + 1)
    return desk.practice.answer(TRAINEE, view.call_id, rings)


def say(desk: Desk, view: CallView, *texts: str) -> CallView:
    for text in texts:
        view = desk.practice.say(TRAINEE, view.call_id, text)
    return view


def here(view: CallView) -> tuple[str, int]:
    caller = view.call.turns[-1].caller
    return caller.situation, caller.step


def test_the_trainee_speaks_first_and_the_owner_then_says_why_he_calls() -> None:
    desk = Desk()
    view = begin(desk)
    assert here(view) == ("opening", 1)
    view = say(desk, view, OPENING)
    assert here(view) == ("abusive_owner", 1)
    assert view.call.turns[-1].caller.text in ("骂人甲", "骂人乙", "骂人丙")


def test_the_same_seed_gives_the_same_call() -> None:
    def texts(seed: int) -> list[str]:
        desk = Desk()
        view = say(desk, begin(desk, seed=seed), OPENING, "apologize", "apologize", "ask_name ask_room")
        return [turn.caller.text for turn in view.call.turns]

    assert texts(3) == texts(3)
    assert len({tuple(texts(seed)) for seed in range(20)}) > 1


def test_an_owner_who_is_calmed_skips_what_only_the_unsettled_say() -> None:
    desk = Desk()
    assert here(say(desk, begin(desk), OPENING, CALM)) == ("ask_identity", 1)


def test_an_owner_who_is_not_calmed_wants_the_supervisor() -> None:
    desk = Desk()
    view = say(desk, begin(desk, difficulty="hard"), OPENING, "apologize offer_help")
    assert here(view) == ("abusive_owner", 2)
    view = desk.practice.act(TRAINEE, view.call_id, Escalate())
    assert view.call.turns[2].grades[0].verdict == "pass"
    assert here(view) == ("ask_identity", 1)


def test_answering_after_the_third_ring_makes_row_15_due() -> None:
    desk = Desk()
    view = say(desk, begin(desk, rings=4), OPENING)
    assert view.call.rings == 4
    assert here(view) == ("hard_to_reach", 1)
    assert here(say(desk, view, "apologize explain_busy_line acknowledge_wait offer_help")) == ("abusive_owner", 1)


def test_who_apologises_for_the_wait_at_once_has_dealt_with_row_15() -> None:
    desk = Desk()
    view = say(desk, begin(desk, rings=4), f"{OPENING} apologize explain_busy_line acknowledge_wait")
    assert [(g.situation, g.verdict) for g in view.call.turns[0].grades] == [
        ("opening", "pass"),
        ("hard_to_reach", "pass"),
    ]
    assert here(view) == ("abusive_owner", 1)


@pytest.mark.parametrize(
    ("counted", "seconds", "judged"), [(3, 15.9, 3), (3, 17, 4), (None, 12, 3), (1, 30, 7), (0, 2, 1)]
)
def test_rings_are_believed_only_where_the_clock_agrees(counted: int | None, seconds: float, judged: int) -> None:
    desk = Desk()
    view = desk.practice.start(TRAINEE, CallOptions(scenario="leak"))
    desk.clock.pass_seconds(seconds)
    assert desk.practice.answer(TRAINEE, view.call_id, counted).call.rings == judged


def test_nobody_answers_and_the_caller_gives_up() -> None:
    desk = Desk()
    view = desk.practice.start(TRAINEE, CallOptions(scenario="leak"))
    desk.clock.pass_seconds(61)
    assert desk.practice.answer(TRAINEE, view.call_id, 13).call.end_reason == "rang_out"


def test_facts_are_told_when_asked_and_piece_by_piece() -> None:
    desk = Desk()
    view = say(desk, begin(desk, difficulty="easy"), OPENING, f"{CALM} ask_details")
    assert view.call.told == ("details",)
    assert "水从天花板滴下来" in view.call.turns[-1].caller.text
    view = say(desk, view, "ask_name ask_room ask_details 楼上呢")
    assert view.call.told == ("details", "name", "room", "details.2")
    assert "楼上没人住" not in view.call.turns[-1].caller.text  # three facts at once are enough


def test_a_situation_that_the_trainee_opened_himself_is_not_brought_about_again() -> None:
    desk = Desk()
    view = say(desk, begin(desk, difficulty="easy"), OPENING, f"{CALM} ask_name ask_room")
    assert [g.situation for g in view.call.turns[1].grades] == ["abusive_owner", "ask_identity"]
    assert here(view) == ("closing", 1)


def test_what_the_trainee_attempts_by_himself_is_never_held_against_him() -> None:
    desk = Desk()
    view = say(desk, begin(desk, difficulty="easy"), OPENING, f"{CALM} ask_repeat insult")
    assert [g.situation for g in view.call.turns[1].grades] == ["abusive_owner"]


def test_a_whole_call_ends_with_the_owners_last_words() -> None:
    desk = Desk()
    view = say(
        desk,
        begin(desk),
        OPENING,
        CALM,
        "ask_name ask_room",
        "ask_anything_else",
        "thank_for_calling invite_call_again goodbye",
    )
    assert (view.call.end_reason, view.call.score) == ("completed", 100)
    assert view.call.turns[-1].caller.text == "那就这样吧"


def test_a_poor_reply_is_asked_again_then_the_owner_goes_on() -> None:
    desk = Desk()
    view = say(desk, begin(desk, difficulty="easy"), OPENING, "hm")
    assert here(view) == ("abusive_owner", 1)
    assert view.call.turns[-1].caller.text.startswith("再问一次")
    assert here(say(desk, view, "hm")) != ("abusive_owner", 1)


def test_patience_runs_out() -> None:
    desk = Desk()
    view = say(desk, begin(desk), OPENING, "insult")
    assert view.call.end_reason == "caller_hung_up"
    assert view.call.turns[-1].caller.text.startswith("惹怒了")  # he answers the offence, then
    assert view.call.turns[-1].caller.text.endswith("气得挂了")
    with pytest.raises(Refused, match="call_over"):
        say(desk, view, "apologize")


def test_silence_protocol_waits_and_hangs_up() -> None:
    desk = Desk()
    view = say(desk, begin(desk, "silence"), OPENING)
    for words in ("greet offer_help", "greet offer_help", "apologize report_no_audio ask_other_phone goodbye"):
        view = say(desk, view, words)
        assert view.quiet_until is not None
        desk.practice.start_wait(TRAINEE, view.call_id)
        desk.clock.pass_seconds(5)
        view = desk.practice.end_wait(TRAINEE, view.call_id)
    assert here(view) == ("silent_line", 3)
    view = desk.practice.act(TRAINEE, view.call_id, HangUp())
    assert (view.call.end_reason, view.call.score) == ("completed", 100)


@pytest.mark.parametrize(("seconds", "verdict"), [(4.7, "pass"), (4.5, None)])
def test_a_pause_is_measured_by_the_server_with_a_small_tolerance(seconds: float, verdict: str | None) -> None:
    desk = Desk()
    view = say(desk, begin(desk, "silence"), OPENING, "greet offer_help")
    desk.practice.start_wait(TRAINEE, view.call_id)
    desk.clock.pass_seconds(seconds)
    view = desk.practice.end_wait(TRAINEE, view.call_id)
    grade = view.call.turns[1].grade
    assert (grade.verdict if grade else None) == verdict


def test_speaking_ends_a_pause() -> None:
    desk = Desk()
    view = say(desk, begin(desk, "silence"), OPENING)
    desk.practice.start_wait(TRAINEE, view.call_id)
    desk.clock.pass_seconds(2)
    view = say(desk, view, "greet offer_help")
    assert view.call.phase is Phase.TRAINEE
    assert view.call.turns[-1].reply.actions == (Wait(seconds=2),)


def test_words_sent_again_join_the_same_turn() -> None:
    desk = Desk()
    view = say(desk, begin(desk, "silence"), OPENING, "greet", "offer_help")
    assert view.call.turns[-1].reply.text == "greet\noffer_help"


def test_the_owner_goes_on_when_the_quiet_time_is_over_and_a_late_page_changes_nothing() -> None:
    desk = Desk()
    view = say(desk, begin(desk, "silence"), OPENING, "greet offer_help")
    view = desk.practice.go_on(TRAINEE, view.call_id)
    assert view.call.turns[1].grades[0].verdict == "partial"
    length = view.call.length
    assert desk.practice.go_on(TRAINEE, view.call_id).call.length == length


def test_saying_nothing_to_a_pest_counts_when_the_quiet_time_is_over() -> None:
    desk = Desk()
    view = say(desk, begin(desk, "pest"), OPENING, "apologize decline_out_of_scope ask_to_end_call")
    assert view.quiet_until is not None
    assert desk.practice.go_on(TRAINEE, view.call_id).call.length == view.call.length  # too early
    desk.clock.pass_seconds(8)
    view = desk.practice.go_on(TRAINEE, view.call_id)
    assert view.call.turns[2].grades[0].verdict == "pass"
    assert view.call.end_reason == "completed"


def test_the_voice_may_be_raised_before_the_words() -> None:
    desk = Desk()
    view = say(desk, begin(desk, "deaf"), OPENING)
    view = desk.practice.act(TRAINEE, view.call_id, RaiseVoice())
    assert not view.call.turns[-1].grades
    view = say(desk, view, "apologize offer_help")
    assert view.call.turns[1].grades[0].verdict == "pass"


def test_a_transfer_is_waited_for_only_if_it_was_promised() -> None:
    desk = Desk()
    view = say(desk, begin(desk, "transfer"), OPENING, "greet ask_hold promise_transfer")
    view = desk.practice.act(TRAINEE, view.call_id, Transfer())
    assert (view.call.end_reason, view.call.turns[1].grades[0].verdict) == ("transferred", "pass")
    other = say(desk, begin(desk, "transfer"), OPENING, "apologize ask_details ask_contact promise_contact")
    assert other.call.turns[1].grades[0].verdict == "pass"


@pytest.mark.parametrize(
    ("scenario", "words", "action", "element"),
    [
        ("transfer", "greet ask_hold promise_transfer", Transfer(), "transfer"),
        ("deaf", "apologize offer_help", RaiseVoice(), "raise_voice"),
    ],
)
def test_an_offence_is_answered_at_once_and_what_was_to_be_done_can_still_be_done(
    scenario: str, words: str, action: Transfer | RaiseVoice, element: str
) -> None:
    desk = Desk()
    view = say(desk, begin(desk, scenario, difficulty="easy"), OPENING)
    step = here(view)
    assert say(desk, view, words).quiet_until is not None  # without the offence he waits for the action
    view = say(desk, begin(desk, scenario, difficulty="easy"), OPENING, f"{words} insult")
    assert view.call.turns[1].grades[0].verdict == "fail"
    assert view.call.turns[2].caller.text.startswith("惹怒了")
    assert here(view) == step
    view = desk.practice.act(TRAINEE, say(desk, view, words).call_id, action)
    assert view.call.turns[2].grades[0].met(element)
    assert view.call.turns[2].grades[0].verdict == "pass"


def test_who_hangs_up_in_anger_says_so_in_a_drill_too() -> None:
    desk = Desk()
    view = say(desk, begin(desk, "drill.internal_department", mode="drill"), "ask_hold promise_transfer insult")
    assert view.call.end_reason == "caller_hung_up"
    assert view.call.turns[-1].caller.text.endswith("气得挂了")


def test_nobody_answers_an_offence_on_a_silent_line() -> None:
    desk = Desk()
    view = say(desk, begin(desk, "silence"), OPENING, "greet offer_help threat_to_hang_up")
    assert len(view.call.turns) == 2
    assert view.quiet_until is not None


def test_a_ticket_and_a_report_complete_row_18() -> None:
    desk = Desk()
    view = begin(desk, "drill.bad_attitude", mode="drill", drill_step=2)
    view = say(desk, view, "ask_contact")
    fields = TicketFields(about="态度", contact="13900000000")
    desk.practice.act(TRAINEE, view.call_id, RecordTicket(fields=fields))
    view = desk.practice.act(TRAINEE, view.call_id, Escalate())
    assert view.call.turns[0].grades[0].verdict == "pass"
    assert view.call.is_over


def test_hanging_up_in_the_middle_ends_the_call() -> None:
    desk = Desk()
    view = desk.practice.act(TRAINEE, say(desk, begin(desk), OPENING).call_id, HangUp())
    assert view.call.end_reason == "trainee_hung_up"
    assert view.call.turns[1].grades[0].verdict == "fail"


def test_a_retry_branches_and_leaves_the_first_attempt() -> None:
    desk = Desk()
    first = say(desk, begin(desk), OPENING, "hm", "hm")
    desk.clock.pass_seconds(600)
    branch = desk.practice.retry(TRAINEE, first.call_id, 2)
    assert branch.call_id != first.call_id
    assert branch.call.turns[-1].caller.text == first.call.turns[1].caller.text
    assert branch.call.turns[-1].caller.at == desk.clock.now
    assert (branch.call.started.branch_of, branch.call.started.branch_events) == (first.call_id, branch.call.length)
    assert desk.practice.view(TRAINEE, first.call_id).call == first.call
    assert here(say(desk, branch, CALM)) == ("ask_identity", 1)


def test_two_windows_cannot_both_go_on() -> None:
    desk = Desk()
    view = begin(desk)
    before = desk.store.log(view.call_id)
    first = say(desk, view, OPENING)
    desk.store.stale[view.call_id] = before
    with pytest.raises(Conflict, match="call_moved_on"):
        say(desk, view, "greet")
    desk.store.stale.clear()
    assert desk.practice.view(TRAINEE, view.call_id).call == first.call


@pytest.mark.parametrize(
    ("text", "code"), [("", "reply_empty"), (" \n ", "reply_empty"), ("好" * 5000, "reply_too_long")]
)
def test_words_that_nobody_can_hear_are_refused_and_nothing_is_lost(text: str, code: str) -> None:
    desk = Desk()
    view = begin(desk)
    with pytest.raises(Refused, match=code):
        say(desk, view, text)
    assert desk.practice.view(TRAINEE, view.call_id).call == view.call


def test_what_cannot_be_done_now_is_refused() -> None:
    desk = Desk()
    ringing = desk.practice.start(TRAINEE, CallOptions(scenario="leak"))
    with pytest.raises(Refused, match="call_ringing"):
        desk.practice.say(TRAINEE, ringing.call_id, "greet")
    view = begin(desk)
    with pytest.raises(Refused, match="event_out_of_place"):
        desk.practice.answer(TRAINEE, view.call_id, 1)
    with pytest.raises(Refused, match="not_waiting"):
        desk.practice.end_wait(TRAINEE, view.call_id)
    with pytest.raises(Refused, match="wait_is_timed"):
        desk.practice.act(TRAINEE, view.call_id, Wait(seconds=5))


def test_unknown_names_are_told_apart() -> None:
    desk = Desk()
    for scenario in ("nowhere", "drill.nowhere"):
        with pytest.raises(NotFound, match="scenario_unknown"):
            desk.practice.start(TRAINEE, CallOptions(scenario=scenario))
    with pytest.raises(NotFound, match="step_unknown"):
        desk.practice.start(TRAINEE, CallOptions(scenario="drill.silent_line", mode="drill", drill_step=4))
    with pytest.raises(NotFound, match="turn_unknown"):
        desk.practice.retry(TRAINEE, begin(desk).call_id, 9)


def test_a_call_is_its_trainees_and_trainers_may_only_look() -> None:
    desk = Desk()
    view = begin(desk)
    with pytest.raises(AccessDenied):
        desk.practice.view(OTHER, view.call_id)
    assert desk.practice.view(TRAINER, view.call_id).call == view.call
    with pytest.raises(AccessDenied):
        desk.practice.say(TRAINER, view.call_id, "greet")


def test_grades_wait_for_the_end_where_they_were_asked_to() -> None:
    desk = Desk()
    view = say(desk, begin(desk, mode="exam"), OPENING)
    assert not view.tells_grades
    with pytest.raises(Refused, match="grades_at_end"):
        desk.practice.debrief(TRAINEE, view.call_id)
    view = desk.practice.act(TRAINEE, view.call_id, HangUp())
    assert view.tells_grades
    assert desk.practice.debrief(TRAINEE, view.call_id).sealed


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_drill_goes_straight_to_the_step(step: int) -> None:
    desk = Desk()
    view = begin(desk, "drill.silent_line", mode="drill", drill_step=step)
    assert here(view) == ("silent_line", step)
    assert view.card.rows == (2,)


def test_the_opening_is_practised_alone_too() -> None:
    desk = Desk()
    view = begin(desk, "drill.opening", mode="drill")
    assert say(desk, view, OPENING).call.end_reason == "completed"


def test_a_call_of_a_scenario_that_was_withdrawn_can_still_be_looked_back_at() -> None:
    desk = Desk()
    view = desk.practice.act(TRAINEE, say(desk, begin(desk), OPENING).call_id, HangUp())
    open_one = begin(desk)
    left = {key: scenario for key, scenario in desk.library.scenarios.items() if key != "leak"}
    later = Desk(desk.library.model_copy(update={"scenarios": left}), desk.store, desk.clock)
    assert later.practice.view(TRAINEE, view.call_id).card.title == "leak"
    assert later.practice.debrief(TRAINEE, view.call_id).score == view.call.score
    with pytest.raises(NotFound, match="scenario_unknown"):
        later.practice.view(TRAINEE, open_one.call_id)


def test_what_the_trainee_opens_by_himself_is_credited_once() -> None:
    desk = Desk()
    view = say(desk, begin(desk, difficulty="easy"), OPENING, "ask_name ask_room", "ask_name ask_room")
    assert [grade.situation for grade in view.call.grades].count("ask_identity") == 1


def test_what_was_told_is_recalled_in_one_breath() -> None:
    desk = Desk()
    view = say(desk, begin(desk, difficulty="easy"), OPENING, f"{CALM} ask_name ask_room", "ask_name ask_room")
    assert "张志强，3栋1502" in view.call.turns[-1].caller.text
    assert view.call.told == ("name", "room")


def test_a_reply_to_words_that_were_answered_in_another_window_is_refused() -> None:
    desk = Desk()
    view = begin(desk)
    first = say(desk, view, OPENING)
    with pytest.raises(Conflict, match="call_moved_on"):
        desk.practice.say(TRAINEE, view.call_id, "greet", seen=len(view.call.turns))
    again = desk.practice.say(TRAINEE, view.call_id, CALM, seen=len(first.call.turns))
    assert again.call.turns[:1] == first.call.turns[:1]


def test_what_the_trainee_opens_by_himself_costs_no_question_to_a_judge() -> None:
    desk = Desk()
    asked: list[str] = []

    class Judged(KeyGrader):
        def grade(self, situation: str, step: int, reply: Reply, facts: Facts) -> Grade:
            asked.append(situation)
            return super().grade(situation, step, reply, facts)

    judged = replace(world(desk.library), grader=Judged(rubric()), rules=KeyGrader(rubric()))
    desk.practice = desk.practice_in(judged)
    view = say(desk, begin(desk, difficulty="easy"), OPENING, f"{CALM} ask_name ask_room")
    assert [grade.situation for grade in view.call.grades] == ["opening", "abusive_owner", "ask_identity"]
    assert asked == ["opening", "abusive_owner"]
