"""Accounts, for administrators: who may sign in, as what, with a first password to hand over."""

from collections.abc import Callable
from functools import partial
from typing import cast

import streamlit as st

from simulator.domain.account import Account, NewAccount
from simulator.domain.person import Role
from simulator.ui.desk import Desk
from simulator.ui.parts import account_choice, desk_deed, desk_table
from simulator.ui.parts.desk_names import Names
from simulator.ui.templating import html
from simulator.ui.views import classes_import

_ROLES: tuple[Role, ...] = ("trainee", "trainer", "admin")
_NEW = "new-account"
_LONGEST_NAME = 40


def render(desk: Desk) -> None:
    """Draw the list, what may be done to one account, and the form of a new one."""
    t = desk.t
    st.title(t("page.accounts"))
    accounts = desk.training.accounts.accounts(desk.person)
    if desk.services.settings.sign_in == "name":
        st.info(t("accounts.by_name"), icon=":material/info:")
    made: NewAccount | None = st.session_state.get(_NEW)
    if made is not None:
        _handed_over(desk, made)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(t("accounts.list", n=len(accounts)))
        lines = [_line(desk, account) for account in accounts]
        desk_table.draw(lines, "accounts", t("accounts.list", n=len(accounts)), most_rows=14)
    with right:
        _add(desk)
        _one(desk, accounts)
        st.page_link(
            desk.pages["classes"],
            label=t("accounts.import"),
            icon=":material/upload:",
            query_params={"view": t("classes.part_import")},
        )


def _line(desk: Desk, account: Account) -> dict[str, str]:
    t = desk.t
    return {
        t("user.column_name"): account.person.name,
        t("user.column_role"): t(f"role.{account.person.role}"),
        t("user.column_classes"): t("desk.list").join(account.classes),
        t("user.column_state"): t("desk.list").join(t(f"user.state_{state}") for state in _states(account)),
        t("user.column_created"): Names(desk).when(account.created_at),
    }


def _states(account: Account) -> list[str]:
    states = {
        "disabled": account.disabled,
        "must_change": account.must_change,
        "password": account.has_password and not account.must_change,
        "external": account.external,
        "demo": account.demo,
        "name": not account.has_password and not account.external,
    }
    return [state for state, holds in states.items() if holds]


def _handed_over(desk: Desk, made: NewAccount) -> None:
    classes_import.draw_new(desk, (made,), desk.t("accounts.ready", name=made.person.name))
    st.button(desk.t("accounts.noted"), key="noted", on_click=lambda: st.session_state.pop(_NEW, None))


def _add(desk: Desk) -> None:
    t = desk.t
    st.subheader(t("accounts.add"))
    with st.form("add-account", border=False, clear_on_submit=False):
        st.text_input(t("enter.name"), key="account-name", max_chars=_LONGEST_NAME)
        st.segmented_control(
            t("user.column_role"),
            _ROLES,
            default="trainee",
            required=True,
            format_func=lambda role: t(f"role.{role}"),
            key="account-role",
        )
        st.form_submit_button(
            t("accounts.add"), type="primary", icon=":material/person_add:", on_click=partial(_do_add, desk)
        )


def _do_add(desk: Desk) -> None:
    name, role = str(st.session_state["account-name"] or ""), cast("Role", st.session_state["account-role"])
    with_password = desk.services.settings.sign_in == "accounts"
    made = desk_deed.do(
        lambda: desk.training.accounts.add(desk.person, name, role, with_password), desk.t("accounts.added", name=name)
    )
    if made is not None:
        st.session_state[_NEW], st.session_state["account-name"] = made, ""


def _one(desk: Desk, accounts: tuple[Account, ...]) -> None:
    """Draw what may be done to the account that is chosen."""
    t = desk.t
    st.subheader(t("accounts.change"))
    account = account_choice.draw(desk, accounts, "account")
    if account is None:
        return
    st.html(html("desk_account.html", account=account, role=t(f"role.{account.person.role}")))
    with st.container(horizontal=True):
        _button(desk, "reset", ":material/key:", partial(_reset, desk, account))
        _button(desk, "sign_out", ":material/logout:", partial(_sign_out, desk, account))
        name = "enable" if account.disabled else "disable"
        _button(desk, name, ":material/block:", partial(_disable, desk, account, not account.disabled))
    with st.container(horizontal=True):
        for role in _ROLES:
            if role != account.person.role:
                _button(desk, f"make_{role}", ":material/badge:", partial(_set_role, desk, account, role))


def _button(desk: Desk, name: str, icon: str, act: Callable[[], None]) -> None:
    st.button(desk.t(f"accounts.{name}"), key=f"account-{name}", icon=icon, on_click=act)


def _reset(desk: Desk, account: Account) -> None:
    made = desk_deed.do(
        lambda: desk.training.accounts.reset(desk.person, account.person.id),
        desk.t("accounts.reset_done", name=account.person.name),
    )
    if made is not None:
        st.session_state[_NEW] = made


def _sign_out(desk: Desk, account: Account) -> None:
    def sign_out() -> bool:
        desk.training.accounts.sign_out_everywhere(desk.person, account.person.id)
        return True

    desk_deed.do(sign_out, desk.t("accounts.signed_out", name=account.person.name))


def _disable(desk: Desk, account: Account, disabled: bool) -> None:
    def change() -> bool:
        desk.training.accounts.disable(desk.person, account.person.id, disabled)
        return True

    desk_deed.do(change, desk.t("user.disabled" if disabled else "user.enabled", name=account.person.name))


def _set_role(desk: Desk, account: Account, role: Role) -> None:
    def change() -> bool:
        desk.training.accounts.set_role(desk.person, account.person.id, role)
        return True

    desk_deed.do(change, desk.t("user.role_changed", name=account.person.name, role=desk.t(f"role.{role}")))
