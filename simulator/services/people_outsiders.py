"""People of the company's identity provider (OpenID Connect): claims to a person, as a pure function.

Fetching and checking the ID token is the web layer's affair (Authlib); here its checked claims become a name
and a role.
"""

from collections.abc import Mapping

from simulator.domain.account import Outsider
from simulator.domain.base import Frozen
from simulator.domain.errors import AccessDenied, Refused
from simulator.domain.person import Role
from simulator.services.people import LONGEST_NAME, tidy_name


class ClaimRules(Frozen):
    """How claims are read.

    Attributes:
        name_claims: Tried in order; the first that is not empty is the name.
        role_claim: Dotted path of the claim that holds roles or groups (a string or a list of them), such as
            ``realm_access.roles``; "" makes everybody a trainee.
        trainers, admins: Values of it that make a trainer or an administrator.
        trainees: Values that make a trainee; () lets in everybody who signs in.
    """

    name_claims: tuple[str, ...] = ("name", "preferred_username", "email")
    role_claim: str = ""
    trainers: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    trainees: tuple[str, ...] = ()


def outsider_from(claims: Mapping[str, object], rules: ClaimRules) -> Outsider:
    """Return the person whom checked claims describe.

    Raises:
        Refused: ``claims_incomplete`` if issuer, subject or every name is missing.
        AccessDenied: ``claims_no_role`` if only some groups may enter and the person is in none.
    """
    issuer, subject = claims.get("iss"), claims.get("sub")
    names = (claims.get(claim) for claim in rules.name_claims)
    name = next((n for n in names if isinstance(n, str) and n.strip()), None)
    if not isinstance(issuer, str) or not isinstance(subject, str) or not issuer or not subject or name is None:
        raise Refused("claims_incomplete")
    tidy = tidy_name(name.strip()[:LONGEST_NAME])
    return Outsider(issuer=issuer, subject=subject, name=tidy, role=_role(claims, rules))


def _role(claims: Mapping[str, object], rules: ClaimRules) -> Role:
    values = _values(claims, rules.role_claim)
    if values.intersection(rules.admins):
        return "admin"
    if values.intersection(rules.trainers):
        return "trainer"
    if rules.trainees and not values.intersection(rules.trainees):
        raise AccessDenied("claims_no_role")
    return "trainee"


def _values(claims: Mapping[str, object], path: str) -> frozenset[str]:
    """Return the strings at a path; a claim that is missing or of another kind holds none."""
    found: object = claims
    for part in path.split(".") if path else ():
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return frozenset({found})
    if isinstance(found, list | tuple):
        return frozenset(value for value in found if isinstance(value, str))
    return frozenset()
