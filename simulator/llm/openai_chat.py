"""The client for every OpenAI-compatible endpoint; with its helpers the only user of `openai` and `tenacity`."""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cached_property
from threading import Thread
from time import monotonic, sleep
from typing import Any, TypeVar

import httpx2
from openai import OpenAI

from simulator.domain.errors import EndpointError
from simulator.llm.breaker import Breaker
from simulator.llm.dialect import Dialect, Form, sterner
from simulator.llm.failures import Failure, classify
from simulator.llm.pieces import Pieces
from simulator.llm.protocol import Answer, Message, Prompt
from simulator.llm.retry import Patience, Seconds, retrying
from simulator.llm.usage import Meter, Price
from simulator.llm.wire import read_body, read_completion, read_usage

T = TypeVar("T")
DEFAULT_BASE_URL = "https://api.openai.com/v1"
_PROBE = Prompt(messages=(Message(role="user", content="您好"),), max_tokens=64)
_NO_KEY = "none"  # the SDK insists on one; local servers ignore it


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is reached.

    Attributes:
        base_url: "" means OpenAI's own.
        api_key: Never shown in a representation, log or error.
    """

    model: str
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    price: Price | None = None

    @property
    def address(self) -> str:
        """The address in use."""
        return self.base_url or DEFAULT_BASE_URL

    @property
    def host(self) -> str:
        """Host and port alone, fit to be shown: an address may carry a key."""
        try:
            url = httpx2.URL(self.address)
        except httpx2.InvalidURL:
            return "?"
        return f"{url.host}:{url.port}" if url.port else url.host


def in_background(work: Callable[[], None]) -> None:
    """Run `work` in a thread of its own that does not keep the program alive."""
    Thread(target=work, daemon=True).start()


class OpenAIChat:
    """Implements `simulator.llm.protocol.Chat`; one per model and process, shared by its threads.

    Args:
        endpoint: Where to ask.
        patience: Bounds on tries and time.
        meter: Counts what the calls cost.
        breaker: Shared by the clients of one endpoint.
        clock: Seconds that only go forward.
        sleep: Waits between tries.
        spawn: Runs a probe of a resting endpoint beside the calls, so that nobody waits for it.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        patience: Patience | None = None,
        meter: Meter | None = None,
        breaker: Breaker | None = None,
        clock: Seconds = monotonic,
        sleep: Callable[[float], None] = sleep,
        spawn: Callable[[Callable[[], None]], object] = in_background,
    ) -> None:
        """Prepare the client; nothing is sent yet."""
        self.endpoint = endpoint
        self.meter = meter or Meter()
        self.breaker = breaker or Breaker(clock)
        self.dialect = Dialect(endpoint.address)
        self._patience = patience or Patience()
        self._clock = clock
        self._sleep = sleep
        self._spawn = spawn
        self._trouble: EndpointError | None = None

    @cached_property
    def _sdk(self) -> OpenAI:
        """The SDK's client; made at the first call, for an address that is none must not stop the program."""
        key = self.endpoint.api_key or _NO_KEY
        return OpenAI(api_key=key, base_url=self.endpoint.address, max_retries=0)

    @property
    def model(self) -> str:
        """Name of the model."""
        return self.endpoint.model

    @property
    def trouble(self) -> EndpointError | None:
        """Why the last call failed; None if it did not, or it was refused only because of calls before it."""
        return self._trouble

    def warm(self) -> None:
        """Load what the SDK loads at its first call (half a second); an address that is none shows at that call."""
        with suppress(httpx2.InvalidURL):
            _ = self._sdk.chat.completions

    def look(self) -> None:
        """Find out beside the calls how the endpoint is."""
        self._spawn(self._probe)

    def close(self) -> None:
        """Close the connections."""
        self._sdk.close()

    def ask(self, prompt: Prompt) -> Answer:
        """Return the whole answer; prose in place of a form is asked for once more where it is a slip.

        Raises:
            EndpointError: If none could be had within the time allowed.
        """
        answer = self._whole(prompt)
        if self.dialect.note_form(prompt, answer.text):
            answer = self._whole(sterner(prompt))
            self.dialect.note_form(prompt, answer.text)
        return answer

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Yield the answer piece by piece; only a stream that has not begun is tried again.

        Raises:
            EndpointError: If nothing came, or the stream broke off.
        """
        began = self._clock()
        stream = self._guarded(prompt, self._open)
        finished = False
        try:
            with closing(stream):
                yield from stream
            finished = True
            self._succeeded()
        except Exception as error:
            raise self._failed(self._classified(error)) from None
        finally:
            if not finished:
                self.breaker.abandoned()
            self.meter.record(stream.usage(self._clock() - began, self.endpoint.price))

    def _whole(self, prompt: Prompt) -> Answer:
        answer = self._guarded(prompt, self._answer)
        self._succeeded()
        self.meter.record(answer.usage)
        return answer

    def _guarded(self, prompt: Prompt, send: Callable[[Prompt, Form, float], T]) -> T:
        permit = self.breaker.enter()
        if permit == "probe":
            self._spawn(self._probe)
        if permit != "go":
            raise Failure("endpoint_resting").error(self.model, self.endpoint.host)
        try:
            return self._in_some_form(prompt, send, self._patience.max_attempts)
        except Exception as error:
            failure = self._classified(error)
        except BaseException:
            self.breaker.abandoned()
            raise
        raise self._failed(failure)

    def _probe(self) -> None:
        """Ask a trifle, once; any answer shows that the endpoint is back."""
        try:
            self.meter.record(self._in_some_form(_PROBE, self._answer, attempts=1).usage)
        except Exception as error:
            failure = self._classified(error)
            if failure.code != "endpoint_empty":
                self._failed(failure)
                return
        self._succeeded()

    def _classified(self, error: Exception) -> Failure:
        try:
            return classify(error)
        except Exception:
            self.breaker.abandoned()
            raise

    def _succeeded(self) -> None:
        self._trouble = None
        self.breaker.succeeded()

    def _failed(self, failure: Failure) -> EndpointError:
        if failure.concerns_call:
            self.breaker.succeeded()
        else:
            self.breaker.failed(hopeless=failure.hopeless)
        self._trouble = failure.error(self.model, self.endpoint.host)
        return self._trouble

    def _in_some_form(self, prompt: Prompt, send: Callable[[Prompt, Form, float], T], attempts: int) -> T:
        """Send the prompt in the best form that the endpoint takes; a refused form is no failure."""
        deadline = self._clock() + self._patience.budget_seconds
        refusal: Exception | None = None
        for form in self.dialect.forms(prompt):
            try:
                answer = self._with_retries(prompt, send, form, deadline, attempts)
            except Exception as error:
                refusal = refusal or error
                if not self.dialect.refuses_form(error, form):
                    break
            else:
                self.dialect.confirm(form, prompt)
                return answer
        assert refusal is not None  # the loop runs at least once
        raise refusal

    def _with_retries(
        self, prompt: Prompt, send: Callable[[Prompt, Form, float], T], form: Form, deadline: float, attempts: int
    ) -> T:
        def is_transient(error: BaseException) -> bool:
            if not isinstance(error, Exception) or self.dialect.names_form(error):
                return False
            return self.dialect.learn(error) or classify(error).transient

        policy = retrying(
            self._patience,
            clock=self._clock,
            deadline=deadline,
            sleep=self._sleep,
            is_transient=is_transient,
            attempts=attempts,
        )
        return policy(send, prompt, form, deadline)

    def _timeout(self, deadline: float) -> httpx2.Timeout:
        left = max(0.05, deadline - self._clock())
        connect = min(self._patience.connect_seconds, left)
        return httpx2.Timeout(min(self._patience.read_seconds, left), connect=connect)

    def _answer(self, prompt: Prompt, form: Form, deadline: float) -> Answer:
        began = self._clock()
        create: Any = self._sdk.chat.completions.with_streaming_response.create
        arguments = self.dialect.parameters(prompt, form)
        with create(model=self.model, timeout=self._timeout(deadline), **arguments) as response:
            body = read_body(response.iter_bytes(), lambda: self._clock() > deadline)
        text, finish, usage = read_completion(body)
        return Answer(text=text, finish=finish, usage=read_usage(usage, self._clock() - began, self.endpoint.price))

    def _open(self, prompt: Prompt, form: Form, deadline: float) -> Pieces:
        create: Any = self._sdk.chat.completions.create
        arguments = self.dialect.parameters(prompt, form)
        if self.dialect.usage_in_streams():
            arguments["stream_options"] = {"include_usage": True}
        chunks = create(model=self.model, timeout=self._timeout(deadline), stream=True, **arguments)
        return Pieces(chunks, lambda: self._clock() > deadline).begun()
