"""Classes: who is in them, what they are to do by when, how far everybody is."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import streamlit as st

from simulator.domain.classroom import Classroom
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_deed
from simulator.ui.parts.choice import one_of
from simulator.ui.views import classes_import, classes_tasks

_LONGEST_NAME = 40


def render(desk: Desk) -> None:
    """Draw the choice of a class, and the chosen part of it."""
    t = desk.t
    st.title(t("page.classes"))
    classes = desk.training.classes.classes(desk.person)
    parts = list(_PARTS) if classes else ["new", "import"]
    part = one_of(t("classes.part"), parts, lambda key: t(f"classes.part_{key}"), "view", quiet=True)
    if part == "import":
        classes_import.draw(desk)
    elif part == "new" or not classes:
        _new(desk, has_none=not classes)
    else:
        _PARTS[part or "progress"](desk, _choose(classes, t("scope.class")))


def _choose(classes: tuple[Classroom, ...], label: str) -> Classroom:
    by_id = {c.id: c for c in classes}
    chosen = st.selectbox(
        label, list(by_id), format_func=lambda key: by_id[key].name, key="group", bind="query-params", width=320
    )
    return by_id.get(chosen or "", classes[0])


def _new(desk: Desk, *, has_none: bool) -> None:
    t = desk.t
    if has_none:
        st.info(t("classes.empty"), icon=":material/school:")
    with st.form("new-class", border=False, width=420):
        st.text_input(t("classes.name"), key="class-name", max_chars=_LONGEST_NAME, placeholder=t("classes.name_hint"))
        st.form_submit_button(
            t("classes.create"), type="primary", icon=":material/add:", on_click=partial(_create, desk)
        )


def _create(desk: Desk) -> None:
    name = str(st.session_state["class-name"] or "")
    made = desk_deed.do(lambda: desk.training.classes.create(desk.person, name), desk.t("classes.created", name=name))
    if made is not None:
        st.session_state["class-name"] = ""


def _members(desk: Desk, group: Classroom) -> None:
    t, classes = desk.t, desk.training.classes
    members = classes.members(desk.person, group.id)
    names = {p.id: p.name for p in (*classes.trainees(desk.person), *members)}
    st.subheader(t("classes.members", name=group.name, n=len(members)))
    with st.form(f"members-{group.id}", border=False):
        st.multiselect(
            t("classes.who"),
            list(names),
            default=[p.id for p in members],
            format_func=names.__getitem__,
            key=f"who-{group.id}",
            placeholder=t("classes.choose_people"),
        )
        st.form_submit_button(
            t("classes.save_members"), icon=":material/save:", on_click=partial(_set_members, desk, group)
        )
    _rename(desk, group)


def _set_members(desk: Desk, group: Classroom) -> None:
    chosen = list(st.session_state[f"who-{group.id}"])

    def change() -> bool:
        desk.training.classes.set_members(desk.person, group.id, chosen)
        return True

    desk_deed.do(change, desk.t("classes.members_saved", n=len(chosen)))


def _rename(desk: Desk, group: Classroom) -> None:
    t = desk.t
    with st.expander(t("classes.rename_delete")):
        with st.form(f"rename-{group.id}", border=False):
            st.text_input(t("classes.name"), value=group.name, key=f"name-{group.id}", max_chars=_LONGEST_NAME)
            st.form_submit_button(t("classes.rename"), on_click=partial(_do_rename, desk, group))
        sure = st.checkbox(t("classes.sure", name=group.name), key=f"sure-{group.id}")
        st.button(
            t("classes.delete"),
            key=f"delete-{group.id}",
            disabled=not sure,
            icon=":material/delete:",
            on_click=partial(_delete, desk, group),
        )


def _do_rename(desk: Desk, group: Classroom) -> None:
    name = str(st.session_state[f"name-{group.id}"] or "")

    def change() -> bool:
        desk.training.classes.rename(desk.person, group.id, name)
        return True

    desk_deed.do(change, desk.t("classes.renamed", name=name))


def _delete(desk: Desk, group: Classroom) -> None:
    def remove() -> bool:
        desk.training.classes.delete(desk.person, group.id)
        return True

    desk_deed.do(remove, desk.t("classes.deleted", name=group.name))


_PARTS: Mapping[str, Callable[[Desk, Classroom], None]] = MappingProxyType(
    {
        "progress": classes_tasks.draw_progress,
        "assign": classes_tasks.draw_assign,
        "members": _members,
        "import": lambda desk, _group: classes_import.draw(desk),
        "new": lambda desk, _group: _new(desk, has_none=False),
    }
)
