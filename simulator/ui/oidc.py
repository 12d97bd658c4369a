"""Single sign-on: the company's identity provider says who it is; the session is ours, as after a password.

Authlib checks state, nonce and PKCE, and the signature of the ID token; what its claims mean is the services' affair.
"""

import logging
from typing import Protocol

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from httpx2 import HTTPError
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulator.domain.account import Outsider
from simulator.domain.errors import AccessDenied, Refused, SimulatorError
from simulator.domain.person import Person
from simulator.i18n import catalogue
from simulator.services.people_outsiders import ClaimRules, outsider_from
from simulator.settings import Settings
from simulator.ui.entrance import Doorkeeper, let_in, plain_page, safe_goal

_GOAL = "sso_goal"
_log = logging.getLogger(__name__)


class Registrar(Protocol):
    """What single sign-on needs of `simulator.services.accounts.Accounts`."""

    def enter_outsider(self, outsider: Outsider) -> Person:
        """Return the person whom the identity provider has signed in."""
        ...


class SingleSignOn:
    """The routes `/sso/login` and `/sso/callback`.

    Args:
        people: Sessions.
        accounts: Knows outsiders.
        rules: How claims are read.
        client: Speaks to the identity provider.
    """

    def __init__(self, people: Doorkeeper, accounts: Registrar, rules: ClaimRules, client: StarletteOAuth2App) -> None:
        """Use a provider."""
        self._people = people
        self._accounts = accounts
        self._rules = rules
        self._client = client

    def routes(self) -> tuple[Route, ...]:
        """Return the routes; they need Starlette's SessionMiddleware around them, which Streamlit brings."""
        return (
            Route("/sso/login", self._login, methods=["GET"]),
            Route("/sso/callback", self._callback, methods=["GET"], name="sso_callback"),
        )

    async def _login(self, request: Request) -> Response:
        request.session[_GOAL] = safe_goal(request.query_params.get("next"))
        try:
            answer: Response = await self._client.authorize_redirect(request, request.url_for("sso_callback"))
        except (OAuthError, HTTPError, ValueError) as error:
            return _refusal(error)
        return answer

    async def _callback(self, request: Request) -> Response:
        goal = safe_goal(request.session.pop(_GOAL, None))
        try:
            token = await self._client.authorize_access_token(request)
            outsider = outsider_from(token.get("userinfo") or {}, self._rules)
            person = await run_in_threadpool(self._accounts.enter_outsider, outsider)
        except (OAuthError, HTTPError, JoseError, SimulatorError, ValueError) as error:
            return _refusal(error)
        return await let_in(self._people, request, person, goal)


def _refusal(error: Exception) -> Response:
    """Say in one sentence why nobody was signed in; the provider's own words go to the log."""
    if not isinstance(error, SimulatorError):
        _log.warning("single sign-on failed: %s", error)
        error = Refused("sso_failed")
    status = 403 if isinstance(error, AccessDenied) else 502
    return plain_page("sso_failed.html", status, error=catalogue().error(error))


def client_of(settings: Settings) -> StarletteOAuth2App | None:
    """Return what speaks to the identity provider of the settings; None if there is none."""
    if not (settings.oidc_issuer and settings.oidc_client_id):
        return None
    secret = settings.oidc_client_secret.get_secret_value()
    client: StarletteOAuth2App = OAuth().register(
        "sso",
        client_id=settings.oidc_client_id,
        client_secret=secret or None,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic" if secret else "none",
        },
    )
    return client
