"""Classes and assignments: who is to do what by when, and how far everybody is."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from simulator.domain.base import Clock
from simulator.domain.classroom import (
    PASS_MARK,
    Assignment,
    AssignmentDraft,
    Classroom,
    Item,
    ItemProgress,
    Progress,
    Tries,
)
from simulator.domain.errors import Refused
from simulator.domain.permissions import require
from simulator.domain.person import Person
from simulator.services.audit import Audit
from simulator.services.people import tidy_name

SOON = timedelta(days=3)
"""An assignment that is due within this time is called so on the trainee's home."""

LONGEST_TITLE = 80


class ClassStore(Protocol):
    """Keeps classes and assignments."""

    def classes(self) -> tuple[Classroom, ...]:
        """Return all classes by name."""
        ...

    def create(self, name: str) -> Classroom:
        """Make a class.

        Raises:
            Conflict: If there is one of that name.
        """
        ...

    def rename(self, class_id: str, name: str) -> None:
        """Give a class another name."""
        ...

    def delete(self, class_id: str) -> None:
        """Remove a class and its assignments."""
        ...

    def trainees(self) -> tuple[Person, ...]:
        """Return all trainees who may sign in, by name."""
        ...

    def members(self, class_id: str) -> tuple[Person, ...]:
        """Return the members of a class by name."""
        ...

    def set_members(self, class_id: str, person_ids: Sequence[str]) -> None:
        """Make these people the members of a class."""
        ...

    def assign(self, draft: AssignmentDraft, by: str) -> Assignment:
        """Keep an assignment."""
        ...

    def withdraw(self, assignment_id: str) -> None:
        """Take an assignment back."""
        ...

    def assignments(self, class_id: str | None = None, trainee: str | None = None) -> tuple[Assignment, ...]:
        """Return assignments of a class, or of the classes of a trainee, soonest due first."""
        ...

    def tries(self, assignment: Assignment, trainees: Sequence[str]) -> tuple[Tries, ...]:
        """Return what these people's attempts at each item come to since the assignment was given."""
        ...


class Classes:
    """Classes and assignments.

    Args:
        store: Keeps them.
        audit: Keeps the record.
        clock: Judges what is overdue.
        scenarios, situations: Keys that may be assigned.
    """

    def __init__(
        self,
        store: ClassStore,
        audit: Audit,
        clock: Clock,
        scenarios: Collection[str],
        situations: Collection[str],
    ) -> None:
        """Use a store."""
        self._store = store
        self._audit = audit
        self._clock = clock
        self._known = {"scenario": frozenset(scenarios), "row": frozenset(situations)}

    def classes(self, person: Person) -> tuple[Classroom, ...]:
        """Return all classes by name."""
        require(person, "run_classes")
        return self._store.classes()

    def create(self, person: Person, name: str) -> Classroom:
        """Make a class.

        Raises:
            Conflict: ``class_exists``.
            Refused: If the name will not do.
        """
        require(person, "run_classes")
        made = self._store.create(tidy_name(name))
        self._audit.note(person, "class_created", made.id, made.name)
        return made

    def rename(self, person: Person, class_id: str, name: str) -> None:
        """Give a class another name."""
        require(person, "run_classes")
        self._store.rename(class_id, tidy_name(name))
        self._audit.note(person, "class_renamed", class_id, tidy_name(name))

    def delete(self, person: Person, class_id: str) -> None:
        """Remove a class and its assignments; its members and their calls stay."""
        require(person, "run_classes")
        self._store.delete(class_id)
        self._audit.note(person, "class_deleted", class_id)

    def trainees(self, person: Person) -> tuple[Person, ...]:
        """Return all trainees by name: those who may be put into a class."""
        require(person, "run_classes")
        return self._store.trainees()

    def members(self, person: Person, class_id: str) -> tuple[Person, ...]:
        """Return the members of a class by name."""
        require(person, "run_classes")
        return self._store.members(class_id)

    def set_members(self, person: Person, class_id: str, person_ids: Sequence[str]) -> None:
        """Make these people the members of a class."""
        require(person, "run_classes")
        self._store.set_members(class_id, person_ids)
        self._audit.note(person, "members_changed", class_id, str(len(set(person_ids))))

    def assign(self, person: Person, draft: AssignmentDraft) -> Assignment:
        """Give an assignment to a class.

        Raises:
            Refused: ``assignment_title``, ``assignment_empty``, ``assignment_item`` (naming what is unknown) or
                ``assignment_due`` (in the past).
        """
        require(person, "run_classes")
        title = draft.title.strip()
        if not title or len(title) > LONGEST_TITLE:
            raise Refused("assignment_title", limit=LONGEST_TITLE)
        if not draft.items:
            raise Refused("assignment_empty")
        for item in draft.items:
            if item.key not in self._known[item.kind]:
                raise Refused("assignment_item", key=item.key)
        if draft.due_at <= self._clock():
            raise Refused("assignment_due")
        items = tuple(dict.fromkeys(draft.items))
        given = self._store.assign(draft.model_copy(update={"title": title, "items": items}), person.name)
        self._audit.note(person, "assigned", given.id, title)
        return given

    def withdraw(self, person: Person, assignment_id: str) -> None:
        """Take an assignment back."""
        require(person, "run_classes")
        self._store.withdraw(assignment_id)
        self._audit.note(person, "withdrawn", assignment_id)

    def assignments(self, person: Person, class_id: str) -> tuple[Assignment, ...]:
        """Return the assignments of a class, soonest due first."""
        require(person, "run_classes")
        return self._store.assignments(class_id=class_id)

    def progress(self, person: Person, class_id: str) -> tuple[Progress, ...]:
        """Return how far every member is with every assignment, by due date and name."""
        require(person, "run_classes")
        members = self._store.members(class_id)
        return tuple(
            progress
            for assignment in self._store.assignments(class_id=class_id)
            for progress in self._progress(assignment, members)
        )

    def todo(self, person: Person) -> tuple[Progress, ...]:
        """Return one's own assignments that are not done, soonest due first: the reminders on the home page."""
        require(person, "see_own_results")
        mine = (
            progress
            for assignment in self._store.assignments(trainee=person.id)
            for progress in self._progress(assignment, (person,))
        )
        return tuple(progress for progress in mine if progress.state != "done")

    def is_due_soon(self, progress: Progress) -> bool:
        """True if an open assignment is due within three days."""
        left = progress.assignment.due_at - self._clock()
        return progress.state == "open" and left <= SOON

    def attempts_left(self, person: Person, item: Item, mode: str) -> int | None:
        """Return how many attempts at an item are left over all open assignments; None if not limited."""
        lefts = [
            found.left
            for progress in self.todo(person)
            if progress.assignment.mode == mode
            for found in progress.items
            if found.item == item and found.left is not None
        ]
        return max(lefts) if lefts else None

    def pass_mark(self, person: Person, trainee: str, scenario: str, began_at: datetime) -> int:
        """Return the least score by which an exam is passed: that of the assignment for which it was taken.

        The strictest, if several classes were given it; `PASS_MARK` without an assignment.

        Raises:
            AccessDenied: If it is another's exam and the person is no trainer.
        """
        require(person, "see_own_results" if person.id == trainee else "see_reports")
        item = Item(kind="scenario", key=scenario)
        given = self._store.assignments(trainee=trainee)
        marks = [
            a.pass_mark for a in given if a.mode == "exam" and item in a.items and a.assigned_at <= began_at <= a.due_at
        ]
        return max(marks, default=PASS_MARK)

    def _progress(self, assignment: Assignment, members: Sequence[Person]) -> list[Progress]:
        by_member: defaultdict[str, list[Tries]] = defaultdict(list)
        for tries in self._store.tries(assignment, [member.id for member in members]):
            by_member[tries.trainee].append(tries)
        overdue = assignment.due_at < self._clock()
        return [progress_of(assignment, member, by_member[member.id], overdue) for member in members]


def progress_of(assignment: Assignment, member: Person, tries: Sequence[Tries], overdue: bool) -> Progress:
    """Return how far a member is, given what the attempts at each item come to."""
    by_item = {of_item.item: of_item for of_item in tries}
    items = tuple(_item(assignment, item, by_item.get(item)) for item in assignment.items)
    if all(item.passed for item in items):
        return _as(assignment, member, items, "done")
    if overdue:
        return _as(assignment, member, items, "overdue")
    spent = any(item.left == 0 and not item.passed for item in items)
    return _as(assignment, member, items, "spent" if spent else "open")


def _item(assignment: Assignment, item: Item, tries: Tries | None) -> ItemProgress:
    tried = tries.tried if tries else 0
    clean = tries.clean if tries else None
    return ItemProgress(
        item=item,
        tried=tried,
        best=tries.best if tries else None,
        passed=clean is not None and clean >= assignment.pass_mark,
        left=None if assignment.attempts is None else max(assignment.attempts - tried, 0),
    )


def _as(assignment: Assignment, member: Person, items: tuple[ItemProgress, ...], state: str) -> Progress:
    return Progress.model_validate(
        {"assignment": assignment, "trainee": member.id, "name": member.name, "items": items, "state": state}
    )
