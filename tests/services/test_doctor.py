"""The examination of an installation, in front of real endpoints that ail."""

from collections.abc import Callable
from itertools import count

import pytest

from simulator.cli.doctor import sentence
from simulator.domain.errors import StorageError
from simulator.i18n import Language, catalogue
from simulator.llm.loopback import Reaction, Request, loopback
from simulator.llm.openai_chat import Endpoint, OpenAIChat
from simulator.services.doctor import EndpointCheck, Finding, TrialCheck, examine

WELL = Reaction(text='好的：{"ok": true}')


def findings(script: Callable[[Request], Reaction], clock: Callable[[], float] = lambda: 0.0) -> list[Finding]:
    with loopback(script) as server:
        chat = OpenAIChat(Endpoint("m", server.url, "sk-secret"), sleep=lambda _: None)
        found = list(examine([EndpointCheck(chat, clock, lambda: chat.dialect.form)]))
        chat.close()
    return found


def test_a_healthy_endpoint() -> None:
    found = findings(lambda _: WELL)
    assert [(f.level, f.code) for f in found] == [
        ("ok", "endpoint_answers"),
        ("ok", "endpoint_json"),
        ("ok", "endpoint_streams"),
    ]


@pytest.mark.parametrize(
    ("reaction", "code"),
    [
        (Reaction(status=401, raw='{"error": {"message": "bad key sk-secret"}}'), "endpoint_key"),
        (Reaction(status=404, raw='{"error": {"message": "The model `m` does not exist"}}'), "endpoint_model"),
        (Reaction(status=404, raw="<html>nothing here</html>", content_type="text/html"), "endpoint_address"),
        (Reaction(raw="<html>Sign in</html>", content_type="text/html"), "endpoint_not_api"),
    ],
)
def test_an_ailing_endpoint_is_one_sentence_that_says_what_to_mend(reaction: Reaction, code: str) -> None:
    (found,) = findings(lambda _: reaction)
    assert found.level == "bad"
    assert found.error is not None
    assert found.error.code == code
    said = sentence(found, catalogue())
    assert "\n" not in said
    assert "sk-secret" not in said
    assert any(name in said for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SIMULATOR_MODEL"))


def test_a_model_that_speaks_no_json_cannot_grade() -> None:
    found = findings(lambda _: Reaction(text="好的"))
    assert [f.code for f in found if f.level == "bad"] == ["endpoint_no_json"]


def test_an_endpoint_that_does_not_stream_is_worth_a_note() -> None:
    found = findings(lambda body: Reaction(status=400, raw="{}") if body.get("stream") else WELL)
    assert [f.code for f in found if f.level == "note"] == ["endpoint_no_stream"]


def test_a_slow_endpoint_is_worth_a_note() -> None:
    ticks = count(step=6.0)
    found = findings(lambda _: WELL, clock=lambda: next(ticks))
    assert found[0].code == "endpoint_slow"


@pytest.mark.parametrize(("verdict", "level"), [(True, "ok"), (False, "note"), (None, "bad")])
def test_a_judge_on_trial(verdict: bool | None, level: str) -> None:
    (found,) = TrialCheck(lambda: verdict, "m")()
    assert found.level == level


def test_one_broken_part_does_not_hide_the_others() -> None:
    def broken() -> list[Finding]:
        raise StorageError("database_newer")

    assert [f.level for f in examine([broken, lambda: [Finding("ok", "database")]])] == ["bad", "ok"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_finding_has_its_words(language: Language) -> None:
    t = catalogue(language)
    codes = ("data", "data_wrong", "database", "database_at", "endpoint_none", "voice", "well", "ails")
    assert all(f"doctor.{code}" in t for code in codes)
