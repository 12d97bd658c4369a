"""`simulator user`: accounts, class lists, and one person's data."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, get_args
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from simulator.cli.operator import desk, operator
from simulator.domain.account import Account, NewAccount
from simulator.domain.errors import NotFound, StorageError
from simulator.domain.person import Role
from simulator.i18n import Catalogue, Language, catalogue
from simulator.services.people_roster import Column

_ = catalogue()
Name = Annotated[str, typer.Argument(help=_("user.option_name"))]
RoleName = Annotated[str, typer.Argument(help=_("user.option_role"))]
RoleOption = Annotated[str, typer.Option("--role", help=_("user.option_role"))]
Password = Annotated[bool, typer.Option("--password/--no-password", help=_("user.option_password"))]
File = Annotated[Path, typer.Argument(help=_("user.option_file"))]
Out = Annotated[Path, typer.Argument(help=_("user.option_out"))]
Yes = Annotated[bool, typer.Option("--yes", help=_("user.option_yes"))]

_LANGUAGES: tuple[Language, ...] = ("zh_CN", "en")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    t = catalogue()
    user = typer.Typer(help=t("user.help"), no_args_is_help=True)
    for name, command in _COMMANDS.items():
        user.command(name, help=t(f"user.{name}_help"))(command)
    app.add_typer(user, name="user")


def add(name: Name, role: RoleOption = "trainee", password: Password = True) -> None:
    """Make an account."""
    wanted = _role(role)
    with desk() as (_, services):
        made = services.accounts.add(operator(), name, wanted, password)
    t = catalogue()
    _say(t("user.added", name=made.person.name, role=t(f"role.{wanted}")))
    _tell_password(made)


def show() -> None:
    """List the accounts."""
    t = catalogue()
    with desk() as (services, found):
        accounts = found.accounts.accounts(operator())
        zone = ZoneInfo(services.settings.time_zone)
    if not accounts:
        _say(t("user.nobody"))
        return
    table = Table(*(t(f"user.column_{column}") for column in ("name", "role", "classes", "state", "created")))
    for account in accounts:
        person = account.person
        made = f"{account.created_at.astimezone(zone):%Y-%m-%d}"
        table.add_row(person.name, t(f"role.{person.role}"), " ".join(account.classes), _state(account, t), made)
    Console(highlight=False, markup=False).print(table)


def reset(name: Name) -> None:
    """Give a new password."""
    with desk() as (_, services):
        person = services.accounts.find(operator(), name).person
        made = services.accounts.reset(operator(), person.id)
    _tell_password(made)


def disable(name: Name) -> None:
    """Disable an account."""
    _set_disabled(name, True)
    _say(catalogue()("user.disabled", name=name))


def enable(name: Name) -> None:
    """Enable an account again."""
    _set_disabled(name, False)
    _say(catalogue()("user.enabled", name=name))


def change_role(name: Name, role: RoleName) -> None:
    """Change somebody's role."""
    wanted = _role(role)
    with desk() as (_, services):
        services.accounts.set_role(operator(), services.accounts.find(operator(), name).person.id, wanted)
    t = catalogue()
    _say(t("user.role_changed", name=name, role=t(f"role.{wanted}")))


def import_list(file: File, password: Password = True) -> None:
    """Import trainees from a class list."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise NotFound("file_unreadable", file=str(file)) from error
    with desk() as (_, services):
        made = services.accounts.import_class(operator(), data, roster_headers(), password, file.name)
    _say(catalogue()("user.imported", count=len(made)))
    for account in made:
        _tell_password(account)


def export(name: Name, out: Out) -> None:
    """Export everything that is kept about a person."""
    with desk() as (_, services):
        person = services.accounts.find(operator(), name).person
        data = services.retention.export(operator(), person.id)
    try:
        out.write_bytes(data)
    except OSError as error:
        raise StorageError("file_unwritable", file=str(out)) from error
    _say(catalogue()("user.exported", name=person.name, file=str(out)))


def erase(name: Name, yes: Yes = False) -> None:
    """Erase a person for ever."""
    t = catalogue()
    with desk() as (_, services):
        person = services.accounts.find(operator(), name).person
        if not yes and not typer.confirm(t("user.confirm_erase", name=person.name)):
            _say(t("user.kept"))
            return
        services.retention.erase(operator(), person.id)
    _say(t("user.erased", name=person.name))


def roster_headers() -> dict[Column, list[str]]:
    """Return the headings that the columns of a class list may bear, the reader's language first."""
    columns: tuple[Column, ...] = get_args(Column)
    return {column: [catalogue(language)(f"roster.{column}") for language in _LANGUAGES] for column in columns}


_COMMANDS: dict[str, Callable[..., None]] = {
    "add": add,
    "list": show,
    "reset": reset,
    "disable": disable,
    "enable": enable,
    "role": change_role,
    "import": import_list,
    "export": export,
    "erase": erase,
}


def _set_disabled(name: str, disabled: bool) -> None:
    with desk() as (_, services):
        person = services.accounts.find(operator(), name).person
        services.accounts.disable(operator(), person.id, disabled)


def _role(text: str) -> Role:
    roles: dict[str, Role] = {"trainee": "trainee", "trainer": "trainer", "admin": "admin"}
    if text not in roles:
        raise NotFound("account_role", role=text)
    return roles[text]


def _state(account: Account, t: Catalogue) -> str:
    states = {
        "disabled": account.disabled,
        "must_change": account.must_change,
        "password": account.has_password and not account.must_change,
        "external": account.external,
        "demo": account.demo,
    }
    held = [t(f"user.state_{state}") for state, holds in states.items() if holds]
    return " ".join(held) or t("user.state_name")


def _tell_password(made: NewAccount) -> None:
    if made.password is not None:
        _say(catalogue()("user.password", name=made.person.name, password=made.password))


def _say(sentence: str) -> None:
    Console(highlight=False, markup=False, soft_wrap=True).print(sentence)
