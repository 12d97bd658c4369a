"""Reviews over calls that were really played and graded: corrections, disputes, agreement, labels."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.domain import events as ev
from simulator.domain.call import replay
from simulator.domain.errors import Conflict, NotFound, Refused
from simulator.domain.grade import Grade, State, ViolationGrade
from simulator.domain.masking import mask_phones
from simulator.domain.review import GradeRef, Judgement, Label
from simulator.grading.corrected import Corrector
from simulator.services.review_agreement import paired
from simulator.services.review_labels import as_json
from tests.services.desk import Office, office, world


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def ref(desk: Office) -> GradeRef:
    """A reply to the first turn of a call that a poor trainee took."""
    return desk.call(desk.person("trainee"), poor=True)


def all_met(grade: Grade) -> list[Judgement]:
    met = [Judgement(kind="element", key=key, value="met") for key in grade.elements]
    return [*met, *(Judgement(kind="violation", key=v.key, value="absent") for v in grade.violations)]


def test_a_correction_changes_verdict_and_score_and_keeps_the_machines(desk: Office, ref: GradeRef) -> None:
    trainer = desk.person("trainer")
    seen = desk.desk.review.open(trainer, ref)
    assert seen.machine is not None
    assert seen.machine.verdict == "fail"
    after = desk.desk.review.override(trainer, ref, all_met(seen.machine), "听录音，都说了", seen.version)
    assert after.in_force is not None
    assert (after.in_force.verdict, after.in_force.score) == ("pass", 100)
    assert after.machine == seen.machine
    assert [(m.author_name, m.reason, m.before, m.value) for m in after.marks] == [
        (trainer.name, "听录音，都说了", "not_met", "met") for _ in seen.machine.elements
    ]
    assert desk.desk.review.grade_in_force(desk.person("trainee"), ref) == after.in_force
    assert [m.key for _, m in desk.desk.review.corrections(desk.person("trainee"), ref.call_id)] == list(seen.asked)


def test_the_second_trainer_sees_the_firsts_correction(desk: Office, ref: GradeRef) -> None:
    first, second = desk.person("trainer"), desk.person("admin")
    seen = desk.desk.review.open(second, ref)
    assert seen.machine is not None
    one = all_met(seen.machine)[:1]
    desk.desk.review.override(first, ref, one, "说了", seen.version)
    with pytest.raises(Conflict, match="review_moved_on"):
        desk.desk.review.override(second, ref, all_met(seen.machine)[1:2], "也说了", seen.version)
    with pytest.raises(Conflict, match="review_moved_on"):
        desk.desk.review.confirm(second, ref, seen.version)
    again = desk.desk.review.open(second, ref)
    assert [m.author for m in again.marks] == [first.id]
    desk.desk.review.override(second, ref, all_met(seen.machine)[1:2], "也说了", again.version)


def test_a_correction_can_be_corrected(desk: Office, ref: GradeRef) -> None:
    trainer = desk.person("trainer")
    key = desk.desk.review.open(trainer, ref).asked[0]
    for value in ("met", "not_met"):
        seen = desk.desk.review.open(trainer, ref)
        judgement = Judgement.model_validate({"kind": "element", "key": key, "value": value})
        desk.desk.review.override(trainer, ref, [judgement], value, seen.version)
    last = desk.desk.review.open(trainer, ref)
    assert last.in_force is not None
    assert last.in_force.elements[key].state is State.NOT_MET
    assert [(m.before, m.value, m.machine) for m in last.marks] == [
        ("not_met", "met", "not_met"),
        ("met", "not_met", "not_met"),
    ]


@pytest.mark.parametrize(
    ("kind", "key", "value", "reason", "code"),
    [
        ("element", "stay_silent", "met", "r", "mark_unknown"),
        ("element", "greet", "present", "r", "mark_unknown"),
        ("violation", "insult", "met", "r", "mark_unknown"),
        ("violation", "insult", "absent", "r", "mark_nothing"),
        ("violation", "insult", "present", "  ", "reason_empty"),
        ("violation", "insult", "present", "长" * 501, "reason_long"),
    ],
)
def test_a_correction_that_makes_no_sense(
    desk: Office, ref: GradeRef, kind: str, key: str, value: str, reason: str, code: str
) -> None:
    judgement = Judgement.model_validate({"kind": kind, "key": key, "value": value})
    with pytest.raises(Refused, match=code):
        desk.desk.review.override(desk.person("trainer"), ref, [judgement], reason, 0)
    assert desk.desk.review.open(desk.person("trainer"), ref).marks == ()


def test_grades_that_are_not_there(desk: Office, ref: GradeRef) -> None:
    trainer = desk.person("trainer")
    for missing, code in (
        (GradeRef(call_id="nothing", turn=1), "call_unknown"),
        (ref.model_copy(update={"turn": 99}), "grade_unknown"),
        (ref.model_copy(update={"part": 9}), "grade_unknown"),
    ):
        with pytest.raises(NotFound, match=code):
            desk.desk.review.open(trainer, missing)


def test_a_violation_that_a_trainer_adds_counts(desk: Office) -> None:
    ref = desk.call(desk.person("trainee"))
    insult = Judgement(kind="violation", key="insult", value="present")
    after = desk.desk.review.override(desk.person("trainer"), ref, [insult], "语气讽刺", 0)
    assert after.in_force is not None
    assert after.in_force.verdict == "fail"
    assert after.in_force.critical
    assert after.in_force.score == 30


def test_a_grade_without_marks_is_itself(desk: Office, ref: GradeRef) -> None:
    turn = replay(desk.stores.calls.log(ref.call_id)).turns[0]
    assert Corrector(world().rubric).corrected(turn.grades[0], []) is turn.grades[0]


def test_a_violation_that_a_trainer_confirms_waits_no_longer(desk: Office, ref: GradeRef) -> None:
    grade = replay(desk.stores.calls.log(ref.call_id)).turns[0].grades[0]
    found = ViolationGrade(key="insult", severity="critical", by="judge", pending_review=True)
    judged = grade.model_copy(update={"violations": (found,)})
    mark = Judgement(kind="violation", key="insult", value="present")
    (confirmed,) = Corrector(world().rubric).corrected(judged, [mark]).violations
    assert not confirmed.pending_review


def test_every_machines_grade_is_what_its_own_marks_would_make_it(desk: Office) -> None:
    corrector = Corrector(world().rubric)
    for n, key in enumerate(sorted(world().library.scenarios)[:12]):
        for poor in (False, True):
            ref = desk.call(desk.person("trainee"), f"c{n}{poor}", key, poor)
            for grade in replay(desk.stores.calls.log(ref.call_id)).grades:
                same = [Judgement(kind="violation", key="insult", value="absent")]
                again = corrector.corrected(grade, same)
                assert (again.verdict, again.score, again.required) == (grade.verdict, grade.score, grade.required)


def test_a_dispute_is_put_answered_and_seen(desk: Office, ref: GradeRef) -> None:
    trainee, trainer = desk.person("trainee"), desk.person("trainer")
    desk.desk.review.dispute(trainee, ref, " 我说了您好，电话 13812345678 ")
    assert [i.reasons[0] for i in desk.desk.review.queue(trainer, "dispute")] == ["dispute"]
    seen = desk.desk.review.open(trainer, ref)
    assert seen.dispute is not None
    assert seen.dispute.word.startswith("我说了您好")
    desk.desk.review.decide(trainer, ref, "rejected", "没有听到问候")
    (answered,) = desk.desk.review.disputes(trainee, ref.call_id)
    assert (answered.outcome, answered.answer, answered.decided_by) == ("rejected", "没有听到问候", trainer.name)
    assert desk.desk.review.waiting(trainer)["dispute"] == 0


@pytest.mark.parametrize(
    ("word", "code"), [("", "dispute_empty"), (" \n", "dispute_empty"), ("长" * 501, "dispute_long")]
)
def test_a_dispute_needs_a_word(desk: Office, ref: GradeRef, word: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        desk.desk.review.dispute(desk.person("trainee"), ref, word)


def test_blind_grading_hides_the_machine_until_it_is_done(desk: Office, ref: GradeRef) -> None:
    trainer = desk.person("trainer")
    hidden = desk.desk.review.open(trainer, ref, blind=True)
    assert (hidden.machine, hidden.in_force, hidden.marks) == (None, None, ())
    assert hidden.asked
    with pytest.raises(Refused, match="blind_incomplete"):
        desk.desk.review.grade_blindly(trainer, ref, {}, ())
    shown = desk.desk.review.grade_blindly(trainer, ref, dict.fromkeys(hidden.asked, True), {"insult"})
    assert shown.machine is not None
    assert shown.in_force == shown.machine
    assert shown.marks == ()


def test_agreement_of_machine_and_trainers_and_between_trainers(desk: Office) -> None:
    first, second = desk.person("trainer"), desk.person("admin")
    refs = [desk.call(desk.person("trainee"), f"c{n}", poor=n % 2 == 0) for n in range(4)]
    for ref in refs:
        asked = desk.desk.review.open(first, ref, blind=True).asked
        machine = desk.desk.review.open(first, ref).machine
        assert machine is not None
        desk.desk.review.grade_blindly(first, ref, {k: machine.met(k) for k in asked}, ())
        desk.desk.review.grade_blindly(second, ref, dict.fromkeys(asked, True), ())
    report = desk.desk.agreement.trainers(first)
    assert report.replies == 4
    assert report.elements.share == 0.5
    assert report.elements.difference == -0.5
    machine_report = desk.desk.agreement.machine_and_trainers(first)
    assert machine_report.elements.n == 2 * report.elements.n
    assert machine_report.elements.share == 0.75
    assert set(machine_report.by_row) == {1}
    assert all(a.n >= 4 for a in machine_report.by_element.values())


def test_under_three_replies_no_agreement_is_claimed(desk: Office, ref: GradeRef) -> None:
    trainer = desk.person("trainer")
    asked = desk.desk.review.open(trainer, ref, blind=True).asked
    desk.desk.review.grade_blindly(trainer, ref, dict.fromkeys(asked, True), ())
    by_element = desk.desk.agreement.machine_and_trainers(trainer).by_element
    assert {(a.n, a.share, a.kappa, a.ac1) for a in by_element.values()} == {(1, None, None, None)}


def test_a_violation_that_only_one_trainer_names_is_a_disagreement() -> None:
    def label(author: str, key: str, yes: bool) -> Label:
        here = GradeRef(call_id="c", turn=1)
        return Label(
            ref=here, situation="opening", kind="violation", key=key, author=author, machine=False, trainer=yes
        )

    pairs = {p.key: (p.machine, p.trainer) for p in paired([label("a", "insult", True), label("b", "shirk", True)])}
    assert pairs == {"insult": (True, False), "shirk": (False, True)}
    assert paired([label("a", "insult", True)]) == []


def test_labels_are_what_trainers_said(desk: Office) -> None:
    trainer, trainee = desk.person("trainer"), desk.person("trainee")
    blind, corrected = desk.call(trainee, "c1", poor=True), desk.call(trainee, "c2", poor=True)
    desk.call(trainee, "c3")
    asked = desk.desk.review.open(trainer, blind, blind=True).asked
    desk.desk.review.grade_blindly(trainer, blind, dict.fromkeys(asked, True), {"shirk"})
    seen = desk.desk.review.open(trainer, corrected)
    assert seen.machine is not None
    desk.desk.review.override(trainer, corrected, all_met(seen.machine)[:1], "说了", seen.version)
    lines = [json.loads(line) for line in as_json(desk.desk.labels.labelled(trainer)).splitlines()]
    assert [(x["id"], x["source"]) for x in lines] == [("c1-1-0", "blind"), ("c2-1-0", "override")]
    assert lines[0]["elements"] == dict.fromkeys(asked, True)
    assert lines[0]["violations"] == ["shirk"]
    assert lines[1]["elements"] == {key: key == asked[0] for key in asked}
    assert {"situation", "step", "context", "caller", "reply", "actions"} <= lines[0].keys()


def test_labels_skip_transcripts_that_were_deleted(desk: Office, ref: GradeRef) -> None:
    trainer = desk.person("trainer")
    insult = Judgement(kind="violation", key="insult", value="present")
    desk.desk.review.override(trainer, ref, [insult], "讽刺", 0)
    assert len(desk.desk.labels.labelled(trainer)) == 1
    desk.clock.move(31 * 86400)
    assert desk.desk.retention.sweep(desk.person("admin")) == 1
    assert desk.desk.labels.labelled(trainer) == ()


def test_what_a_branch_shares_is_reviewed_where_it_was_given(desk: Office, ref: GradeRef) -> None:
    trainee, trainer = desk.person("trainee"), desk.person("trainer")
    log = desk.stores.calls.log(ref.call_id)
    shared = next(n for n, event in enumerate(log) if isinstance(event, ev.TurnGraded)) + 1
    rang = log[0].model_copy(update={"branch_of": ref.call_id, "branch_events": shared})
    desk.stores.calls.create("branch", (rang, *log[1:]))
    here = ref.model_copy(update={"call_id": "branch"})
    desk.desk.review.dispute(trainee, here, "我说了您好")
    assert [i.ref for i in desk.desk.review.queue(trainer, "dispute")] == [ref]
    insult = Judgement(kind="violation", key="insult", value="present")
    desk.desk.review.override(trainer, here, [insult], "讽刺", 0)
    assert [(r, m.key) for r, m in desk.desk.review.corrections(trainee, "branch")] == [(here, "insult")]
    assert [d.ref for d in desk.desk.review.disputes(trainee, "branch")] == [here]
    assert desk.desk.review.grade_in_force(trainee, here) == desk.desk.review.grade_in_force(trainee, ref)
    own = here.model_copy(update={"turn": 2})
    desk.desk.review.dispute(trainee, own, "重来的这次不一样")
    assert [d.ref for d in desk.desk.review.disputes(trainee, ref.call_id)] == [ref]
    assert [d.ref for d in desk.desk.review.disputes(trainee, "branch")] == [here, own]


def test_every_deed_is_on_record_with_a_sentence(desk: Office, ref: GradeRef) -> None:
    trainer, admin = desk.person("trainer"), desk.person("admin")
    desk.desk.review.confirm(trainer, ref, 0)
    desk.desk.classes.create(trainer, "一班")
    entries = desk.desk.audit.entries(admin)
    assert [(e.deed, e.actor, e.actor_name) for e in entries] == [
        ("class_created", trainer.id, trainer.name),
        ("confirmed", trainer.id, trainer.name),
    ]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13812345678找我", "请打138******78找我"),
        ("138 1234 5678。", "138 **** **78。"),
        ("010-88886666转801", "010-******66转801"),
        ("＋８６ １３８１２３４５６７８", "＋８６ １********７８"),
        ("我的电话是幺三八零零一三八零零零", "我的电话是幺三八******零零"),
        ("三十六七八九点", "三十六七八九点"),
        ("3号楼1204室，2小时，24小时", "3号楼1204室，2小时，24小时"),
        ("工单A13812345678B", "工单A13812345678B"),
        ("", ""),
    ],
)
def test_telephone_numbers_are_masked_and_room_numbers_are_not(text: str, masked: str) -> None:
    assert mask_phones(text) == masked
    assert len(mask_phones(text)) == len(text)
    assert mask_phones(masked) == masked
