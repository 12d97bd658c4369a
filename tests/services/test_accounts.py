"""Accounts: set-up, sign-in and its throttle, reset, and class lists."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.account import RosterLine
from simulator.domain.errors import AccessDenied, Conflict, ContentError, NotFound, Refused
from simulator.domain.person import Person
from simulator.i18n import Catalogue
from simulator.services.accounts import MOST_BY_ADDRESS, MOST_BY_NAME, WINDOW, Accounts
from simulator.services.audit import Audit
from simulator.services.passwords import Passwords, random_password
from simulator.services.people import People, TrainerCode
from simulator.services.people_outsiders import ClaimRules, outsider_from
from simulator.services.people_roster import Headers, read_roster
from tests.services.desk import QUICK
from tests.storage.desk import Stores
from tests.storage.hands import Hands
from tests.storage.template import fresh_database

HEADERS: Headers = {"name": ["姓名", "name"], "class": ["班级", "class"]}
SECRET = "correct horse"
HERE = "10.0.0.1"


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    database = fresh_database(tmp_path)
    yield Stores(database, Hands())
    database.close()


@pytest.fixture
def accounts(stores: Stores) -> Accounts:
    audit = Audit(stores.audit, stores.clock)
    return Accounts(stores.accounts, QUICK, audit, stores.clock, TrainerCode("ABCD2345"))


@pytest.fixture
def admin(accounts: Accounts) -> Person:
    return accounts.set_up("abcd-2345", "张管", SECRET)


def test_the_code_of_the_first_start_makes_one_administrator(accounts: Accounts) -> None:
    assert accounts.needs_set_up()
    with pytest.raises(AccessDenied, match="set_up_code_wrong"):
        accounts.set_up("ABCD2346", "张管", SECRET)
    assert accounts.set_up("ABCD2345", "张管", SECRET).role == "admin"
    assert not accounts.needs_set_up()
    with pytest.raises(AccessDenied, match="set_up_done"):
        accounts.set_up("ABCD2345", "李管", SECRET)


def test_the_set_up_code_cannot_be_guessed_for_long(accounts: Accounts) -> None:
    for _ in range(MOST_BY_NAME):
        with pytest.raises(AccessDenied, match="set_up_code_wrong"):
            accounts.set_up("wrong", "张管", SECRET, HERE)
    with pytest.raises(Refused, match="sign_in_throttled"):
        accounts.set_up("ABCD2345", "张管", SECRET, HERE)


def test_name_and_password_sign_in(accounts: Accounts, admin: Person) -> None:
    assert accounts.sign_in(" 张管 ", SECRET, HERE).person == admin


@pytest.mark.parametrize(("name", "password"), [("张管", "wrong password"), ("nobody", SECRET), ("张管", "")])
def test_what_was_wrong_is_not_said(accounts: Accounts, admin: Person, name: str, password: str) -> None:
    with pytest.raises(Refused, match="sign_in_wrong"):
        accounts.sign_in(name, password, HERE)


def test_a_name_is_throttled_and_others_are_not(accounts: Accounts, admin: Person, stores: Stores) -> None:
    made = accounts.add(admin, "王", "trainee")
    for n in range(MOST_BY_NAME):
        with pytest.raises(Refused, match="sign_in_wrong"):
            accounts.sign_in("张管", "wrong password", f"10.0.1.{n}")
    with pytest.raises(Refused, match="sign_in_throttled") as caught:
        accounts.sign_in("张管", SECRET, HERE)
    assert caught.value.params == {"minutes": 15}
    assert accounts.sign_in("王", made.password or "", HERE).must_change
    stores.clock.move(WINDOW.total_seconds() + 1)
    assert accounts.sign_in("张管", SECRET, HERE).person == admin


def test_an_address_that_tries_many_names_is_throttled(accounts: Accounts, admin: Person) -> None:
    for n in range(MOST_BY_ADDRESS):
        with pytest.raises(Refused, match="sign_in_wrong"):
            accounts.sign_in(f"guess {n}", "wrong password", HERE)
    with pytest.raises(Refused, match="sign_in_throttled"):
        accounts.sign_in("张管", SECRET, HERE)
    assert accounts.sign_in("张管", SECRET, "10.0.0.2").person == admin


def test_a_success_forgets_the_failures(accounts: Accounts, admin: Person) -> None:
    for _ in range(3):
        for _ in range(MOST_BY_NAME - 1):
            with pytest.raises(Refused, match="sign_in_wrong"):
                accounts.sign_in("张管", "wrong password", HERE)
        accounts.sign_in("张管", SECRET, HERE)


def test_who_is_disabled_learns_it_only_with_the_password(accounts: Accounts, admin: Person) -> None:
    made = accounts.add(admin, "王", "trainee")
    accounts.disable(admin, made.person.id)
    with pytest.raises(Refused, match="sign_in_wrong"):
        accounts.sign_in("王", "wrong password", HERE)
    with pytest.raises(AccessDenied, match="account_disabled"):
        accounts.sign_in("王", made.password or "", HERE)


def test_a_reset_gives_a_password_to_be_changed_and_ends_sessions(
    accounts: Accounts, admin: Person, stores: Stores
) -> None:
    people = People(stores.people)
    first = accounts.add(admin, "王", "trainee")
    token = people.open_session(first.person)
    second = accounts.reset(admin, first.person.id)
    assert people.who(token) is None
    assert accounts.sign_in("王", second.password or "", HERE).must_change
    accounts.change_password(first.person, second.password or "", "my own words")
    assert not accounts.sign_in("王", "my own words", HERE).must_change


def test_sign_out_everywhere(accounts: Accounts, admin: Person, stores: Stores) -> None:
    people = People(stores.people)
    tokens = [people.open_session(admin) for _ in range(3)]
    accounts.sign_out_everywhere(admin)
    assert [people.who(token) for token in tokens] == [None, None, None]


@pytest.mark.parametrize(
    ("password", "code"),
    [("short", "password_short"), ("x" * 201, "password_long"), ("aaaaaaaaaa", "password_plain")],
)
def test_a_password_that_will_not_do(accounts: Accounts, admin: Person, password: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        accounts.change_password(admin, SECRET, password)
    with pytest.raises(Refused, match="password_same"):
        accounts.change_password(admin, SECRET, SECRET)


def test_a_dated_hash_is_made_anew_at_sign_in(accounts: Accounts, admin: Person, stores: Stores) -> None:
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    audit = Audit(stores.audit, stores.clock)
    later = Accounts(stores.accounts, stronger, audit, stores.clock, TrainerCode("ABCD2345"))
    before = stores.accounts.secret("张管")
    later.sign_in("张管", SECRET, HERE)
    after = stores.accounts.secret("张管")
    assert before and after and before.password_hash != after.password_hash
    assert later.sign_in("张管", SECRET, HERE).person == admin


def test_the_shipped_hash_is_argon2id() -> None:
    assert Passwords().hash(SECRET).startswith("$argon2id$")


def test_random_passwords_differ_and_will_do() -> None:
    assert len({random_password() for _ in range(20)}) == 20
    assert QUICK.hash(random_password())


def test_passwords_are_in_no_record(accounts: Accounts, admin: Person) -> None:
    made = accounts.add(admin, "王", "trainee")
    record = repr(Audit(accounts._audit._store, accounts._clock).entries(admin))
    assert "account_added" in record
    assert made.password and made.password not in record
    assert SECRET not in record


def test_a_class_list_makes_accounts_and_classes(accounts: Accounts, admin: Person, stores: Stores) -> None:
    data = "姓名,班级\r\n王小燕,一班\r\n 李 雷 ,\r\n,\r\n韩梅梅,一班\r\n".encode("utf-8-sig")
    made = accounts.import_class(admin, data, HEADERS, with_passwords=True)
    assert [m.person.name for m in made] == ["王小燕", "李 雷", "韩梅梅"]
    assert [(c.name, c.members) for c in stores.classes.classes()] == [("一班", 2)]
    assert accounts.sign_in("李 雷", made[1].password or "", HERE).must_change


def test_a_list_saved_by_a_chinese_spreadsheet_is_read() -> None:
    assert read_roster("姓名,班级\n王小燕,一班\n".encode("gb18030"), HEADERS) == (
        RosterLine(name="王小燕", class_name="一班"),
    )


def test_every_problem_is_listed_and_nobody_is_imported(accounts: Accounts, admin: Person) -> None:
    data = f"姓名,班级\n王,一班\n王,\n{'长' * 41},\n李,一班,多\n赵\x07,\n,二班\n".encode()
    with pytest.raises(ContentError) as caught:
        accounts.import_class(admin, data, HEADERS, with_passwords=False)
    assert caught.value.code == "roster"
    assert [(p.key, p.code) for p in caught.value.problems] == [
        ("3", "roster_twice"),
        ("4", "roster_name_too_long"),
        ("5", "roster_cells"),
        ("6", "roster_name_characters"),
        ("7", "roster_name_empty"),
    ]
    assert [a.person.name for a in accounts.accounts(admin)] == ["张管"]


def test_names_that_are_there_already_are_listed(accounts: Accounts, admin: Person) -> None:
    accounts.add(admin, "王", "trainee", with_password=False)
    with pytest.raises(ContentError) as caught:
        accounts.import_class(admin, "name\n李\n王\n李\n".encode(), HEADERS, with_passwords=False)
    assert [(p.key, p.code) for p in caught.value.problems] == [("3", "roster_known"), ("4", "roster_twice")]
    with pytest.raises(Conflict, match="account_exists"):
        accounts.add(admin, "王", "trainee")


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"", ["roster_empty"]),
        ("姓名\n".encode(), ["roster_empty"]),
        ("名字,班级\n王,一班\n".encode(), ["roster_column", "roster_no_name"]),
        ("姓名,姓名\n王,李\n".encode(), ["roster_column_twice"]),
        ('姓名\n"王\n'.encode(), ["roster_unreadable"]),
        (b"\xff\xff\xff", ["roster_unreadable"]),
        (b"PK\x03\x04\x00\x00", ["roster_unreadable"]),
        (("姓名\n" + "王\n" * 2001).encode(), ["roster_long"]),
        (b"x" * 1_000_001, ["roster_large"]),
    ],
)
def test_a_list_that_is_none(data: bytes, codes: list[str]) -> None:
    with pytest.raises(ContentError) as caught:
        read_roster(data, HEADERS)
    assert [p.code for p in caught.value.problems] == codes
    t = Catalogue("zh_CN")
    assert all(f"problem.{code}" in t for code in codes)
    assert "⟦" not in t.error(caught.value)


@given(st.binary(max_size=200))
def test_whatever_the_file_holds_it_is_read_or_refused(data: bytes) -> None:
    try:
        assert read_roster(data, HEADERS)
    except ContentError as error:
        assert error.problems


def test_finding_nobody(accounts: Accounts, admin: Person) -> None:
    with pytest.raises(NotFound, match="account_unknown"):
        accounts.find(admin, "nobody")


RULES = ClaimRules(role_claim="realm_access.roles", trainers=("coach",), admins=("boss",), trainees=("staff",))


@pytest.mark.parametrize(
    ("roles", "role"),
    [(["staff"], "trainee"), (["staff", "coach"], "trainer"), (["coach", "boss"], "admin"), ("coach", "trainer")],
)
def test_claims_become_a_role(roles: object, role: str) -> None:
    claims = {"iss": "https://id", "sub": "7", "name": "王", "realm_access": {"roles": roles}}
    assert outsider_from(claims, RULES).role == role


@pytest.mark.parametrize("access", [{"roles": ["visitor"]}, {"roles": [1, None]}, {}, "boss", None])
def test_who_is_in_no_group_is_not_let_in(access: object) -> None:
    with pytest.raises(AccessDenied, match="claims_no_role"):
        outsider_from({"iss": "https://id", "sub": "7", "name": "王", "realm_access": access}, RULES)


def test_without_rules_everybody_is_a_trainee() -> None:
    claims = {"iss": "https://id", "sub": "7", "name": " ", "email": "wang@example.com", "roles": ["admin"]}
    outsider = outsider_from(claims, ClaimRules())
    assert (outsider.name, outsider.role) == ("wang@example.com", "trainee")


@pytest.mark.parametrize("missing", ["iss", "sub", "name"])
def test_incomplete_claims_are_refused(missing: str) -> None:
    claims = {"iss": "https://id", "sub": "7", "name": "王"}
    with pytest.raises(Refused, match="claims_incomplete"):
        outsider_from({key: value for key, value in claims.items() if key != missing}, ClaimRules())


@pytest.mark.parametrize(("address", "allowed"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("", False)])
def test_guests_are_let_in_on_this_machine_only(stores: Stores, address: str, allowed: bool) -> None:
    people = People(stores.people)
    if allowed:
        assert people.enter_guest("访客", address).role == "guest"
    else:
        with pytest.raises(AccessDenied, match="guests_loopback"):
            people.enter_guest("访客", address)


def test_until_the_window_ends_failures_count(accounts: Accounts, admin: Person, stores: Stores) -> None:
    for _ in range(MOST_BY_NAME):
        with pytest.raises(Refused, match="sign_in_wrong"):
            accounts.sign_in("张管", "wrong password", HERE)
    stores.clock.move((WINDOW - timedelta(seconds=30)).total_seconds())
    with pytest.raises(Refused, match="sign_in_throttled"):
        accounts.sign_in("张管", SECRET, HERE)
