"""Single sign-on against a small identity provider on this machine, over real HTTP."""

import base64
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from simulator.domain.person import Person
from simulator.settings import Settings
from simulator.ui.doors import routes
from simulator.ui.gate import COOKIE, Gate
from simulator.wiring.desk import build_desk
from tests.services.desk import QUICK, site_over


@cache
def signing_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})


@dataclass
class Provider:
    """An identity provider with one person, who has signed in there already.

    Attributes:
        claims: What it says of that person.
        spoil: What the ID token says instead of the truth.
    """

    issuer: str = ""
    claims: dict[str, object] = field(default_factory=dict)
    spoil: dict[str, object] = field(default_factory=dict)
    key: RSAKey = field(default_factory=signing_key)
    asked: dict[str, str] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/jwks", self._jwks),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
        ]

    async def _metadata(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def _jwks(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        self.asked = dict(request.query_params)
        answer = urlencode({"code": "c0de", "state": self.asked["state"]})
        return RedirectResponse(f"{self.asked['redirect_uri']}?{answer}")

    async def _token(self, request: Request) -> Response:
        sent = await request.form()
        proof = hashlib.sha256(str(sent["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if sent["code"] != "c0de" or challenge != self.asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        told = {
            "iss": self.issuer,
            "aud": "hotline",
            "iat": now,
            "exp": now + 60,
            "nonce": self.asked["nonce"],
            **self.claims,
            **self.spoil,
        }
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, told, self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def provider() -> Iterator[Provider]:
    found = Provider()
    listening = socket.create_server(("127.0.0.1", 0))
    found.issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=found.routes()), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield found
    server.should_exit = True
    thread.join(10)
    listening.close()


@dataclass
class Site:
    """Our site, as a browser on this machine sees it."""

    client: TestClient
    services_people: object
    provider: Provider

    def sign_in(self, goal: str = "/") -> str:
        """Follow the redirections as a browser does; return the address that our own site answers with last."""
        start = self.client.get("/sso/login", params={"next": goal})
        assert start.headers["location"].startswith(self.provider.issuer)
        with TestClient(Starlette(routes=self.provider.routes()), follow_redirects=False) as there:
            back = there.get(start.headers["location"].removeprefix(self.provider.issuer))
        self.back = back.headers["location"]
        return self.back


@pytest.fixture
def site(tmp_path: Path, provider: Provider) -> Iterator[Site]:
    settings = Settings(
        data_dir=tmp_path,
        database_url="",
        sign_in="accounts",
        oidc_issuer=provider.issuer,
        oidc_client_id="hotline",
        oidc_client_secret=SecretStr("s3cret"),
        oidc_role_claim="groups",
        oidc_trainees="hotline-staff",
        oidc_trainers="hotline-trainers",
    )
    services = site_over(settings)
    training = build_desk(settings, services.rubric, services.library, services.database, passwords=QUICK)

    async def who(request: Request) -> Response:
        person = services.people.who(request.cookies.get(COOKIE))
        assert isinstance(person, Person)
        return PlainTextResponse(f"{person.name} {person.role}")

    app = Starlette(
        routes=[*routes(services, training), Route("/call", who)],
        middleware=[
            Middleware(SessionMiddleware, secret_key="of the test"),
            Middleware(Gate, who=services.people.who),
        ],
    )
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        yield Site(client, services.people, provider)
    services.database.close()


def test_a_trainer_of_the_company_signs_in_and_goes_on_with_the_call(site: Site, provider: Provider) -> None:
    provider.claims = {"sub": "42", "name": "陈老师", "groups": ["hotline-trainers", "other"]}
    answer = site.client.get(site.sign_in("/call?call=abc"))
    assert answer.headers["location"] == "/call?call=abc"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert site.client.get("/call").text == "陈老师 trainer"
    assert provider.asked["code_challenge_method"] == "S256"
    assert provider.asked["nonce"]


def test_who_is_in_no_group_is_refused(site: Site, provider: Provider) -> None:
    provider.claims = {"sub": "43", "name": "路人", "groups": ["canteen"]}
    answer = site.client.get(site.sign_in())
    assert answer.status_code == 403
    assert "没有使用本程序的权限" in answer.text
    assert COOKIE not in site.client.cookies


@pytest.mark.parametrize("lie", [{"nonce": "another"}, {"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}])
def test_a_token_that_is_not_for_this_sign_in_signs_nobody_in(
    site: Site, provider: Provider, lie: dict[str, object]
) -> None:
    provider.claims, provider.spoil = {"sub": "42", "name": "陈老师", "groups": "hotline-trainers"}, lie
    answer = site.client.get(site.sign_in())
    assert answer.status_code == 502
    assert "统一身份服务没有完成登录" in answer.text
    assert COOKIE not in site.client.cookies


def test_a_forged_state_signs_nobody_in(site: Site, provider: Provider) -> None:
    provider.claims = {"sub": "42", "name": "陈老师", "groups": "hotline-trainers"}
    parts = urlsplit(site.sign_in())
    forged = urlencode({**{k: v[0] for k, v in parse_qs(parts.query).items()}, "state": "forged"})
    assert site.client.get(f"{parts.path}?{forged}").status_code == 502


def test_a_provider_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path,
        database_url="",
        sign_in="accounts",
        oidc_issuer="http://127.0.0.1:9",
        oidc_client_id="hotline",
    )
    services = site_over(settings)
    training = build_desk(settings, services.rubric, services.library, services.database, passwords=QUICK)
    app = Starlette(
        routes=list(routes(services, training)),
        middleware=[Middleware(SessionMiddleware, secret_key="of the test")],
    )
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        answer = client.get("/sso/login")
    assert answer.status_code == 502
    assert "统一身份服务没有完成登录" in answer.text
    services.database.close()
