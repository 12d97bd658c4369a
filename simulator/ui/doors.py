"""Which doors an installation has: a name is enough, or accounts and perhaps single sign-on."""

from collections.abc import Sequence

from starlette.routing import Route

from simulator.ui.entrance import Entrance
from simulator.ui.oidc import SingleSignOn, client_of
from simulator.ui.signin import SignIn
from simulator.wiring.desk import Desk as Training
from simulator.wiring.site import Services


def routes(services: Services, training: Training) -> Sequence[Route]:
    """Return the routes by which people come in and leave."""
    people, accounts, settings = services.people, training.accounts, services.settings
    if settings.sign_in == "name":
        return Entrance(people).routes()
    client = client_of(settings)
    doors = SignIn(people, accounts, has_sso=client is not None).routes()
    if client is None:
        return doors
    return (*doors, *SingleSignOn(people, accounts, training.claim_rules, client).routes())
