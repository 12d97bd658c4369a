"""What a failed call means: may it be tried again, and what a person is told.

Nothing of an endpoint's own words gets into an error: some repeat the key in them.
"""

import json
import re
import ssl
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time

import httpx2
import openai

from simulator.domain.errors import EndpointError

_TRANSIENT_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_QUOTA = frozenset({"insufficient_quota", "Arrearage"})
_MODEL_UNKNOWN = re.compile(
    r"model.{0,80}(exist|not.?found|invalid|unknown|not.?support|不存在)|invalid model", re.IGNORECASE | re.DOTALL
)
_KEY_REFUSED = re.compile(r"api.?key|unauthori[sz]ed|authentication|no connected db", re.IGNORECASE)
"""Some gateways answer 400 to a wrong key: Gemini, and LiteLLM without a database."""
_BODY_SHOWN = 2000


class Unusable(Exception):
    """An answer came, but no use can be made of it.

    Args:
        code: Code of the `EndpointError` that it becomes.
        transient: A second try may do better.
    """

    def __init__(self, code: str, *, transient: bool) -> None:
        """Keep both."""
        super().__init__(code)
        self.code = code
        self.transient = transient


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call, classified.

    Attributes:
        code: Code of the `EndpointError`.
        transient: Trying again may help.
        retry_after_seconds: How long the endpoint asks to be left alone.
        status: HTTP status, 0 without one.
        hopeless: The endpoint will refuse every call alike until somebody mends the settings.
        concerns_call: Only this call was refused; the endpoint itself is well.
    """

    code: str
    transient: bool = False
    retry_after_seconds: float | None = None
    status: int = 0
    hopeless: bool = False
    concerns_call: bool = False

    def error(self, model: str, host: str) -> EndpointError:
        """Return the error that the rest of the program sees."""
        return EndpointError(self.code, model=model, host=host, status=self.status)


def classify(error: Exception) -> Failure:
    """Return what `error` means; an exception that no endpoint causes is raised again."""
    if isinstance(error, Unusable):
        return Failure(error.code, transient=error.transient, hopeless=error.code == "endpoint_not_api")
    if isinstance(error, openai.APIStatusError):
        return _by_status(error)
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return Failure("endpoint_timeout", transient=True)
    if isinstance(error, httpx2.InvalidURL) or isinstance(error.__cause__, httpx2.UnsupportedProtocol):
        return Failure("endpoint_url", hopeless=True)
    if isinstance(error, openai.APIConnectionError | httpx2.RequestError | ssl.SSLError):
        return Failure("endpoint_unreachable", transient=True)
    if isinstance(error, openai.APIError | json.JSONDecodeError):
        return Failure("endpoint_broken", transient=True)
    raise error


def body_text(error: openai.APIStatusError) -> str:
    """Return the beginning of what the endpoint said, for looking at by code only."""
    return error.response.text[:_BODY_SHOWN]


def _by_status(error: openai.APIStatusError) -> Failure:
    status = error.status_code
    if status in (401, 403) or (status == 400 and _KEY_REFUSED.search(body_text(error))):
        return Failure("endpoint_key", status=status, hopeless=True)
    if status == 402 or (status == 429 and error.code in _QUOTA):
        return Failure("endpoint_quota", status=status, hopeless=True)
    if status == 429:
        return Failure("endpoint_busy", True, retry_after_seconds(error.response.headers), status)
    if status in (400, 404, 422) and _MODEL_UNKNOWN.search(body_text(error)):
        return Failure("endpoint_model", status=status, hopeless=True)
    is_page = "html" in error.response.headers.get("content-type", "")
    if status in (404, 405) or 300 <= status < 400 or (status == 501 and is_page):  # a plain web server refuses POST so
        return Failure("endpoint_address", status=status, hopeless=True)
    if status in _TRANSIENT_STATUS:
        return Failure("endpoint_server", True, retry_after_seconds(error.response.headers), status)
    if status >= 500:
        return Failure("endpoint_server", status=status)
    return Failure("endpoint_refused", status=status, concerns_call=True)


def retry_after_seconds(headers: httpx2.Headers) -> float | None:
    """Return what `Retry-After-Ms` or `Retry-After` (seconds or a date, RFC 9110) asks for; None without it."""
    try:
        if (milliseconds := headers.get("retry-after-ms")) is not None:
            return max(0.0, float(milliseconds) / 1000)
        value = headers.get("retry-after")
        if value is None:
            return None
        if value.strip().replace(".", "", 1).isdigit():
            return float(value)
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except (ValueError, TypeError):
        return None
