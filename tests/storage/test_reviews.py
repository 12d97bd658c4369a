"""The review queue, corrections, disputes, and forgetting."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from simulator.domain.dashboard import Scope
from simulator.domain.errors import Conflict, NotFound
from simulator.domain.grade import ElementGrade, Grade, State, ViolationGrade
from simulator.domain.review import GradeRef, Mark
from tests.storage.desk import AT, Stores
from tests.storage.logs import begun, ended, grade

REF = GradeRef(call_id="c1", turn=1)


def mark(key: str = "greet", author: str = "t1", blind: bool = False, **changes: object) -> Mark:
    """A trainer's judgement: the element was met after all."""
    return Mark.model_validate(
        {
            "kind": "element",
            "key": key,
            "value": "met",
            "before": "not_met",
            "machine": "not_met",
            "reason": "说了您好",
            "author": author,
            "author_name": author,
            "at": AT,
            "blind": blind,
            **changes,
        }
    )


@pytest.fixture
def before() -> Grade:
    return grade(0, verdict="fail", elements={"greet": State.NOT_MET}, violations=("insult",))


@pytest.fixture
def after(before: Grade) -> Grade:
    met = {"greet": ElementGrade(state=State.MET, by="trainer")}
    shirk = ViolationGrade(key="shirk", severity="minor", by="trainer")
    return before.model_copy(update={"elements": met, "violations": (shirk,), "score": 90, "verdict": "partial"})


@pytest.fixture
def trainee(stores: Stores, before: Grade) -> str:
    who = stores.trainee("王").id
    stores.calls.create("c1", begun(who, AT, (before,), (grade(50),)))
    return who


def test_what_is_urgent_waits_first(stores: Stores, trainee: str) -> None:
    unsure = grade(None, elements={"greet": State.UNSURE})
    conflict = grade(70).model_copy(update={"flags": ("conflict",)})
    attack = grade(70).model_copy(update={"flags": ("injection",)})
    stores.calls.create("c2", begun(trainee, AT - timedelta(days=1), (unsure,), (attack,), (conflict, unsure)))
    found = [(i.ref.call_id, i.ref.turn, i.ref.part, i.reasons) for i in stores.reviews.queue(None, 10)]
    assert found == [
        ("c2", 3, 0, ("conflict",)),
        ("c1", 1, 0, ("critical",)),
        ("c2", 2, 0, ("attack",)),
        ("c2", 1, 0, ("unsure",)),
        ("c2", 3, 1, ("unsure",)),
    ]
    assert [i.ref.turn for i in stores.reviews.queue("unsure", 1)] == [1]
    assert {k: n for k, n in stores.reviews.waiting().items() if n} == {
        "conflict": 1,
        "critical": 1,
        "attack": 1,
        "unsure": 2,
    }


def test_a_blind_audit_hides_the_score(stores: Stores, trainee: str) -> None:
    stores.audited_calls.create("c2", begun(trainee, AT, (grade(70),)))
    (item,) = stores.reviews.queue("audit", 10)
    assert (item.ref.call_id, item.blind, item.score) == ("c2", True, None)
    stores.reviews.dispute(item.ref, trainee, "我说了您好", AT)
    (disputed,) = stores.reviews.queue("dispute", 10)
    assert (disputed.reasons, disputed.blind, disputed.score) == (("dispute", "audit"), True, None)
    assert stores.reviews.waiting_in("c2") == {item.ref: ("dispute", "audit")}
    assert stores.reviews.waiting_in("nothing") == {}


def test_a_correction_is_in_force_everywhere(stores: Stores, trainee: str, before: Grade, after: Grade) -> None:
    stores.reviews.correct(REF, [mark()], 0, before, after)
    assert stores.calls.calls_of(trainee)[0].score == 70
    assert stores.calls.calls_of(trainee)[0].criticals == 0
    assert [(r.replies, r.passed) for r in stores.reports.rows()] == [(2, 0)]
    assert [(r.element, r.asked, r.missed) for r in stores.dashboard.elements(Scope())] == [("greet", 2, 0)]
    assert [c.violation for c in stores.dashboard.violations(Scope())] == ["shirk"]
    assert stores.reviews.queue(None, 10) == ()


def test_the_machines_grade_stays_in_the_log(stores: Stores, trainee: str, before: Grade, after: Grade) -> None:
    log = stores.calls.log("c1")
    stores.reviews.correct(REF, [mark()], 0, before, after)
    assert stores.calls.log("c1") == log
    assert stores.reviews.marks("c1") == ((REF, mark()),)


def test_a_correction_that_missed_another_changes_nothing(
    stores: Stores, trainee: str, before: Grade, after: Grade
) -> None:
    stores.reviews.correct(REF, [mark()], 0, before, after)
    with pytest.raises(Conflict, match="review_moved_on"):
        stores.reviews.correct(REF, [mark(author="t2")], 0, after, before)
    assert stores.calls.calls_of(trainee)[0].score == 70
    assert len(stores.reviews.marks("c1")) == 1


def test_of_two_trainers_at_once_one_wins(stores: Stores, trainee: str, before: Grade, after: Grade) -> None:
    outcomes: list[str] = []
    together = threading.Barrier(4)

    def correct(author: str) -> None:
        together.wait()
        try:
            stores.reviews.correct(REF, [mark(author=author)], 0, before, after)
            outcomes.append("kept")
        except Conflict as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=correct, args=(f"t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", *["review_moved_on"] * 3]
    assert stores.calls.calls_of(trainee)[0].score == 70


def test_blind_grades_change_nothing_and_invite_a_second_opinion(stores: Stores, trainee: str, before: Grade) -> None:
    stores.reviews.grade_blindly(REF, [mark(author="t1", blind=True)])
    assert stores.calls.calls_of(trainee)[0].score == 25
    with pytest.raises(Conflict, match="graded_already"):
        stores.reviews.grade_blindly(REF, [mark(author="t1", blind=True)])
    assert stores.reviews.graded_once("t1", 10) == ()
    assert [i.ref for i in stores.reviews.graded_once("t2", 10)] == [REF]
    stores.reviews.grade_blindly(REF, [mark(author="t2", blind=True)])
    assert stores.reviews.graded_once("t3", 10) == ()
    assert [(ref, s, m.author) for ref, s, m in stores.reviews.all_marks(blind=True)] == [
        (REF, "opening", "t1"),
        (REF, "opening", "t2"),
    ]
    assert stores.reviews.all_marks(blind=False) == ()


def test_a_dispute_waits_until_it_is_answered(stores: Stores, trainee: str, before: Grade) -> None:
    stores.reviews.dispute(REF, trainee, "我说了您好", AT)
    with pytest.raises(Conflict, match="dispute_exists"):
        stores.reviews.dispute(REF, trainee, "真的", AT)
    stores.reviews.correct(REF, [], 0, before, before)
    assert [i.reasons for i in stores.reviews.queue(None, 10)] == [("dispute",)]
    stores.reviews.decide(REF, "upheld", "您说得对", "张", AT)
    with pytest.raises(Conflict, match="dispute_decided"):
        stores.reviews.decide(REF, "rejected", "不", "李", AT)
    assert stores.reviews.marks("c1") == ()
    (dispute,) = stores.reviews.disputes("c1")
    assert (dispute.word, dispute.outcome, dispute.answer, dispute.decided_by) == (
        "我说了您好",
        "upheld",
        "您说得对",
        "张",
    )
    assert stores.reviews.disputes(open_only=True) == ()
    assert stores.reviews.queue(None, 10) == ()


def test_an_answer_is_kept_with_its_marks_or_not_at_all(stores: Stores, trainee: str, before: Grade) -> None:
    stores.reviews.dispute(REF, trainee, "我说了您好", AT)
    confirmed = mark(value="not_met")
    with pytest.raises(Conflict, match="review_moved_on"):
        stores.reviews.decide(REF, "rejected", "没有", "张", AT, [confirmed], seen=1)
    assert [d.outcome for d in stores.reviews.disputes("c1")] == [None]
    stores.reviews.decide(REF, "rejected", "没有", "张", AT, [confirmed], seen=0)
    assert stores.reviews.marks("c1") == ((REF, confirmed),)
    assert confirmed.confirms
    assert not mark().confirms


def test_nobody_disputes_another_persons_grade(stores: Stores, trainee: str) -> None:
    with pytest.raises(NotFound, match="grade_unknown"):
        stores.reviews.dispute(REF, stores.trainee("李").id, "?", AT)
    with pytest.raises(NotFound, match="dispute_unknown"):
        stores.reviews.decide(REF, "upheld", "?", "张", AT)


def test_old_transcripts_go_and_figures_stay(stores: Stores, trainee: str) -> None:
    stores.reviews.dispute(REF, trainee, "我说了您好", AT)
    stores.calls.create("new", begun(trainee, AT + timedelta(days=30), (grade(90),)))
    cells = stores.dashboard.heat(Scope())
    cut = AT + timedelta(days=1)
    assert stores.retention.delete_transcripts(cut, cut) == 1
    assert stores.retention.delete_transcripts(cut, cut) == 0
    with pytest.raises(NotFound, match="transcript_deleted"):
        stores.calls.log("c1")
    assert stores.calls.log("new")
    assert stores.dashboard.heat(Scope()) == cells
    assert [(c.violation, c.count, c.examples) for c in stores.dashboard.violations(Scope())] == [("insult", 1, ())]
    assert [d.word for d in stores.reviews.disputes("c1")] == [""]
    assert {s.call_id for s in stores.calls.calls_of(trainee)} == {"c1", "new"}


def test_who_is_erased_leaves_nothing(stores: Stores, trainee: str, before: Grade, after: Grade) -> None:
    other = stores.trainee("李").id
    stores.calls.create("other", (*begun(other, AT, (before,)), ended(AT)))
    stores.reviews.dispute(REF, trainee, "?", AT)
    stores.reviews.correct(GradeRef(call_id="other", turn=1), [mark(author=trainee)], 0, before, after)
    stores.people.open_session(trainee, 60)
    stores.retention.erase(trainee)
    with pytest.raises(NotFound, match="person_unknown"):
        stores.retention.erase(trainee)
    with stores.database.reading() as session:
        left = {
            table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("persons", "sessions", "calls", "replies", "disputes", "review_queue")
        }
        authors = session.execute(text("SELECT author_name FROM marks")).scalars().all()
    assert left == {"persons": 1, "sessions": 0, "calls": 1, "replies": 1, "disputes": 0, "review_queue": 1}
    assert authors == [""]
