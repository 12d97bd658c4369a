"""Puts an entry of the record of deeds into words: what it was done to, and the rest."""

import re
from collections.abc import Mapping

from simulator.domain.audit import AuditEntry
from simulator.ui.desk import Desk
from simulator.ui.parts.desk_names import Names

_ON_REPLY = re.compile(r"(?P<turn>\d+)\.\d+(?: (?P<key>\w+))?(?:: (?P<value>\w+))?")
_ON_CALLS = frozenset({"override", "confirmed", "graded_blindly", "dispute_decided"})
_COUNTED = {"class_imported": "people", "members_changed": "people", "labels_exported": "items", "swept": "calls"}
_WITH_ROLE = frozenset({"account_added", "role_changed"})


def names_of(desk: Desk) -> Mapping[str, str]:
    """Return the names of the people and classes that the record may speak of, by id."""
    people = {account.person.id: account.person.name for account in desk.training.accounts.accounts(desk.person)}
    return people | {group.id: group.name for group in desk.training.classes.classes(desk.person)}


def target(desk: Desk, entry: AuditEntry, names: Mapping[str, str]) -> str:
    """Return what a deed was done to; an id that nobody bears any more is shown as it is."""
    if entry.deed in _ON_CALLS:
        return desk.t("privacy.call", id=entry.target)
    return names.get(entry.target, entry.target)


def detail(desk: Desk, entry: AuditEntry) -> str:
    """Return the rest of an entry; words that have no pattern are shown as they are."""
    if entry.deed in _COUNTED and entry.detail.isdecimal():
        return desk.t(f"privacy.count_{_COUNTED[entry.deed]}", n=entry.detail)
    if entry.deed in _WITH_ROLE and entry.detail:
        return desk.t(f"role.{entry.detail}")
    found = _ON_REPLY.fullmatch(entry.detail)
    return _on_reply(desk, found) if entry.deed in _ON_CALLS and found else entry.detail


def _on_reply(desk: Desk, found: re.Match[str]) -> str:
    t, key, value = desk.t, found["key"], found["value"]
    turn = t("debrief.turn", n=found["turn"])
    if value is None:
        return turn
    if key is None:
        return t("privacy.on_reply", turn=turn, what=t(f"outcome.{value}"))
    names = Names(desk)
    label = names.element(key) if key in desk.services.rubric.elements else names.violation(key)
    return t("privacy.on_reply", turn=turn, what=t("review.as", what=label, after=t(f"state.{value}")))
