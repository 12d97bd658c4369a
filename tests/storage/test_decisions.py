"""What trainers decided, counted by the database, against counting one by one."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pytest

from simulator.domain.grade import State
from simulator.domain.review import GradeRef, Mark
from simulator.storage.decisions import SqlDecisions
from tests.storage.desk import AT, Stores
from tests.storage.logs import begun, grade
from tests.storage.test_reviews import mark

Found = tuple[GradeRef, str, Mark]
VALUES = {"element": ("met", "not_met", "unsure"), "violation": ("present", "absent")}


@pytest.fixture
def refs(stores: Stores) -> list[GradeRef]:
    """Six replies in three calls."""
    failed = grade(0, verdict="fail", elements={"greet": State.NOT_MET}, violations=("insult",))
    for call_id in ("c1", "c2", "c3"):
        stores.calls.create(call_id, begun(stores.trainee(call_id).id, AT, (failed,), (failed,)))
    return [GradeRef(call_id=call_id, turn=turn) for call_id in ("c1", "c2", "c3") for turn in (1, 2)]


def judge(stores: Stores, refs: Sequence[GradeRef], seed: int) -> None:
    """Let four trainers grade blindly and correct at random, in any order."""
    chance = random.Random(seed)
    before = grade(0, elements={"greet": State.NOT_MET})
    seen: Counter[GradeRef] = Counter()
    graded = set()
    for minute in range(60):
        ref, author, blind = chance.choice(refs), f"t{chance.randrange(4)}", chance.random() < 0.5
        if blind and (ref, author) in graded:
            continue
        marks = [
            mark(
                key, author, blind, kind=kind, at=AT + timedelta(minutes=minute),
                value=chance.choice(VALUES[kind]), machine=chance.choice(VALUES[kind]),
            )
            for kind, key in (("element", "greet"), ("element", "offer_help"), ("violation", "insult"))
            if chance.random() < 0.7
        ]  # fmt: skip
        if not marks:
            continue
        if blind:
            graded.add((ref, author))
            stores.reviews.grade_blindly(ref, marks)
        else:
            stores.reviews.correct(ref, marks, seen[ref], before, before)
            seen[ref] += len(marks)


def last_words(stores: Stores, since: datetime | None, *, blind_only: bool) -> list[Found]:
    """Return each trainer's last word, the blind one before others, by going through all marks."""
    marks = stores.reviews.all_marks(blind=True)
    every = marks if blind_only else (*stores.reviews.all_marks(blind=False), *marks)
    late = [line for line in every if since is None or line[2].at >= since]
    return list({(ref, m.author, m.kind, m.key): (ref, situation, m) for ref, situation, m in late}.values())


def counted(found: Iterable[Found]) -> dict[tuple[object, ...], int]:
    yes = ("met", "present")
    return Counter((s, m.kind, m.key, m.machine in yes, m.value in yes, m.blind) for _, s, m in found)


@pytest.mark.parametrize("since", [None, AT + timedelta(minutes=30), AT + timedelta(days=1)])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_database_counts_what_counting_one_by_one_finds(
    stores: Stores, refs: list[GradeRef], since: datetime | None, seed: int
) -> None:
    judge(stores, refs, seed)
    found, asked = last_words(stores, since, blind_only=False), SqlDecisions(stores.database)
    assert len(stores.reviews.all_marks(blind=False)) > 10
    lines = asked.decided(since)
    assert counted(found) == {(x.situation, x.kind, x.key, x.machine, x.trainer, x.blind): x.count for x in lines}
    blind = last_words(stores, since, blind_only=True)
    assert counted(blind) == counted(line for line in found if line[2].blind)
    for only, words in ((False, found), (True, blind)):
        situations = Counter(dict({ref: situation for ref, situation, _ in words}).values())
        assert asked.replies(since, blind_only=only) == situations


def test_only_replies_that_two_trainers_graded_are_compared(stores: Stores, refs: list[GradeRef]) -> None:
    for ref, authors in zip(refs, (["t1"], ["t2", "t1"], ["t3", "t2", "t1"], [], [], []), strict=True):
        for author in authors:
            stores.reviews.grade_blindly(ref, [mark(author=author, blind=True), mark("bye", author, blind=True)])
    stores.reviews.correct(refs[0], [mark(author="t2")], 0, before := grade(0), before)
    labels = SqlDecisions(stores.database).graded_twice(None)
    assert [(x.ref, x.author, x.key) for x in labels] == [
        (ref, author, key)
        for ref, authors in ((refs[1], ["t2", "t1"]), (refs[2], ["t3", "t2", "t1"]))
        for author in authors
        for key in ("greet", "bye")
    ]
    assert all(x.trainer and not x.machine and x.situation == "opening" for x in labels)
    assert SqlDecisions(stores.database).graded_twice(AT + timedelta(seconds=1)) == ()
