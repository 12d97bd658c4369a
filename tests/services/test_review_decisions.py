"""What counts as a trainer's decision, and what a trainer must not see before having judged."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.domain.errors import Conflict, Refused
from simulator.domain.person import Person
from simulator.domain.review import GradeRef, Judgement, Reviewed
from simulator.services.review_agreement import AgreementReport
from simulator.storage.calls import SqlCalls
from tests.services.desk import Office, office
from tests.storage.desk import ZONE


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def trainer(desk: Office) -> Person:
    return desk.person("trainer")


@pytest.fixture
def ref(desk: Office) -> GradeRef:
    """A reply to the first turn of a call that a poor trainee took: nothing of three elements was met."""
    return desk.call(desk.person("trainee"), poor=True)


@pytest.fixture
def drawn(desk: Office) -> GradeRef:
    """A reply that was drawn for blind grading."""
    poor = desk.call(desk.person("trainee"), poor=True)
    audited = SqlCalls(desk.stores.database, ZONE, blind_share=1)
    audited.create("drawn", desk.stores.calls.log(poor.call_id))
    return poor.model_copy(update={"call_id": "drawn"})


def agreement(desk: Office, source: str = "all") -> AgreementReport:
    return desk.desk.agreement.machine_and_trainers(desk.person("trainee"), None, source)  # type: ignore[arg-type]


def opened(desk: Office, who: Person, ref: GradeRef) -> Reviewed:
    return desk.desk.review.open(who, ref)


def test_a_correction_is_a_decision_against_the_machine(desk: Office, trainer: Person, ref: GradeRef) -> None:
    first, second, _ = opened(desk, trainer, ref).asked
    judged = [Judgement(kind="element", key=key, value="met") for key in (first, second)]
    desk.desk.review.override(trainer, ref, judged, "说了", 0)
    report = agreement(desk)
    assert (report.replies, report.elements.n, report.decisions) == (1, 2, {"all": 2, "blind": 0})
    assert agreement(desk, "blind").elements.n == 0


def test_to_confirm_is_a_decision_for_every_element_and_violation(desk: Office, trainer: Person, ref: GradeRef) -> None:
    before = opened(desk, trainer, ref)
    assert before.machine is not None
    after = desk.desk.review.confirm(trainer, ref, 0)
    assert {m.key for m in after.marks} == {*before.asked, *(v.key for v in before.machine.violations)}
    assert all(m.confirms for m in after.marks)
    assert after.in_force == before.in_force
    report = agreement(desk)
    assert (report.elements.n, report.elements.share) == (3, 1.0)
    assert (report.violations.n, report.replies) == (len(before.machine.violations), 1)
    assert desk.desk.review.corrections(desk.person("trainee"), ref.call_id) == ()
    assert desk.desk.labels.labelled(trainer) == ()


def test_to_confirm_twice_adds_nothing(desk: Office, trainer: Person, ref: GradeRef) -> None:
    once = desk.desk.review.confirm(trainer, ref, 0)
    assert desk.desk.review.confirm(trainer, ref, once.version).version == once.version


def test_a_rejected_dispute_confirms_the_grade_and_an_upheld_one_does_not(desk: Office, trainer: Person) -> None:
    trainee = desk.person("trainee")
    for n, outcome in enumerate(("upheld", "rejected")):
        ref = desk.call(trainee, f"c{n}", poor=True)
        desk.desk.review.dispute(trainee, ref, "我说了")
        desk.desk.review.decide(trainer, ref, outcome, "好", 0)  # type: ignore[arg-type]
    assert agreement(desk).elements.n == 3
    assert {ref.call_id for ref, _, _ in desk.stores.reviews.all_marks(blind=False)} == {"c1"}


def test_an_upheld_dispute_counts_by_its_correction(desk: Office, trainer: Person, ref: GradeRef) -> None:
    desk.desk.review.dispute(desk.person("trainee"), ref, "我说了您好")
    said = Judgement(kind="element", key=opened(desk, trainer, ref).asked[0], value="met")
    seen = desk.desk.review.override(trainer, ref, [said], "听到了", 0)
    desk.desk.review.decide(trainer, ref, "upheld", "您说得对", seen.version)
    report = agreement(desk)
    assert report.by_element.keys() == {said.key}
    assert report.elements.n == 1


def test_whoever_answers_a_dispute_has_seen_the_last_correction(desk: Office, trainer: Person, ref: GradeRef) -> None:
    admin = desk.person("admin")
    desk.desk.review.dispute(desk.person("trainee"), ref, "我说了")
    said = Judgement(kind="element", key=opened(desk, trainer, ref).asked[0], value="met")
    desk.desk.review.override(admin, ref, [said], "听到了", 0)
    with pytest.raises(Conflict, match="review_moved_on"):
        desk.desk.review.decide(trainer, ref, "rejected", "没有听到", 0)
    assert desk.desk.review.waiting(trainer)["dispute"] == 1


def test_a_trainers_last_word_counts_once_and_the_blind_one_first(desk: Office, trainer: Person, ref: GradeRef) -> None:
    asked = opened(desk, trainer, ref).asked
    desk.desk.review.grade_blindly(trainer, ref, dict.fromkeys(asked, True), ())
    for version, value in enumerate(("met", "not_met")):
        judged = Judgement.model_validate({"kind": "element", "key": asked[0], "value": value})
        desk.desk.review.override(trainer, ref, [judged], "再听一遍", version)
    report = agreement(desk)
    assert report.decisions["all"] == report.decisions["blind"]
    assert report.elements == agreement(desk, "blind").elements
    assert report.elements.share == 0.0


def test_only_decisions_of_the_window_count(desk: Office, trainer: Person, ref: GradeRef) -> None:
    desk.desk.review.confirm(trainer, ref, 0)
    later = desk.clock.now
    desk.clock.move(1)
    report = desk.desk.agreement.machine_and_trainers(trainer, desk.clock())
    assert report.decisions == {"all": 0, "blind": 0}
    assert desk.desk.agreement.machine_and_trainers(trainer, later).elements.n == 3


def test_between_trainers_only_blind_gradings_count(desk: Office, trainer: Person, ref: GradeRef) -> None:
    desk.desk.review.confirm(trainer, ref, 0)
    desk.desk.review.confirm(desk.person("admin"), ref, len(opened(desk, trainer, ref).marks))
    assert desk.desk.agreement.trainers(trainer).replies == 0


def test_what_was_drawn_is_hidden_until_the_trainers_own_judgement_is_stored(
    desk: Office, trainer: Person, drawn: GradeRef
) -> None:
    hidden = opened(desk, trainer, drawn)
    assert (hidden.machine, hidden.in_force, hidden.marks) == (None, None, ())
    assert desk.desk.review.kept_back(trainer, drawn.call_id) >= {drawn}
    shown = desk.desk.review.grade_blindly(trainer, drawn, dict.fromkeys(hidden.asked, True), ())
    assert shown.machine is not None
    assert opened(desk, trainer, drawn).machine == shown.machine
    assert desk.desk.review.open(trainer, drawn, blind=True).machine == shown.machine
    assert drawn not in desk.desk.review.kept_back(trainer, drawn.call_id)


SHUT: dict[str, Callable[[Office, Person, GradeRef], object]] = {
    "override": lambda o, p, ref: o.desk.review.override(
        p, ref, [Judgement(kind="violation", key="insult", value="present")], "讽刺", 0
    ),
    "confirm": lambda o, p, ref: o.desk.review.confirm(p, ref, 0),
    "decide": lambda o, p, ref: o.desk.review.decide(p, ref, "rejected", "没有"),
}


@pytest.mark.parametrize("deed", SHUT)
def test_no_other_deed_opens_a_blind_item(desk: Office, trainer: Person, drawn: GradeRef, deed: str) -> None:
    desk.desk.review.dispute(desk.person("trainee"), drawn, "我说了")
    with pytest.raises(Refused, match="blind_first"):
        SHUT[deed](desk, trainer, drawn)
    assert desk.stores.reviews.marks(drawn.call_id) == ()
    (item,) = (i for i in desk.desk.review.queue(trainer, "dispute") if i.ref == drawn)
    assert (item.blind, item.score) == (True, None)


def test_a_second_opinion_is_blind_as_well(desk: Office, trainer: Person, drawn: GradeRef) -> None:
    first, third = desk.person("admin"), desk.stores.people.enter("third", "trainer")
    asked = opened(desk, first, drawn).asked
    desk.desk.review.grade_blindly(first, drawn, dict.fromkeys(asked, True), ())
    for reason in desk.stores.reviews.waiting_in(drawn.call_id).get(drawn, ()):
        assert reason != "audit"
    desk.desk.review.confirm(first, drawn, 0)
    assert opened(desk, trainer, drawn).machine is None
    desk.desk.review.grade_blindly(trainer, drawn, dict.fromkeys(asked, False), ())
    assert opened(desk, trainer, drawn).machine is not None
    assert opened(desk, third, drawn).machine is not None


def test_the_trainee_sees_the_own_grade_at_once(desk: Office, drawn: GradeRef) -> None:
    trainee = desk.person("trainee")
    assert desk.desk.review.kept_back(trainee, drawn.call_id) == frozenset()
    assert desk.desk.review.grade_in_force(trainee, drawn).score is not None
