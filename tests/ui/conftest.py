"""The app over the real services and a database of its own, without a browser."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from simulator.domain.base import utc_now
from simulator.domain.person import Person
from simulator.services.people import TrainerCode
from simulator.services.views import CallOptions, CallView
from simulator.settings import Settings
from simulator.ui import backend, identity
from simulator.wiring.desk import Desk as Training
from simulator.wiring.desk import build_desk
from simulator.wiring.site import Services
from tests.services.desk import QUICK, site_over

APP = Path(__file__).parents[2] / "simulator" / "ui" / "app.py"
CODE = "ABCD2345"
_KINDS = ["title", "header", "subheader", "markdown", "html", "info", "warning", "error", "caption", "text", "button"]


class Watch:
    """The time, which a test may stop.

    Attributes:
        stopped: What it shows since then; None: it runs.
    """

    def __init__(self) -> None:
        self.stopped: datetime | None = None

    def __call__(self) -> datetime:
        return self.stopped or utc_now()

    def move(self, seconds: float) -> None:
        self.stopped = self() + timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def running_watch() -> Watch:
    return Watch()


@pytest.fixture
def watch(running_watch: Watch) -> Iterator[Watch]:
    """The watch of the services, stopped for the length of a test."""
    running_watch.move(0)
    yield running_watch
    running_watch.stopped = None


@pytest.fixture(scope="session", autouse=True)
def packages_scanned_once() -> Iterator[None]:
    """Every `AppTest` reads the metadata of all installed packages in search of components: once will do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory, running_watch: Watch) -> Iterator[Services]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), database_url="", blind_share=0)
    built = site_over(settings, TrainerCode(CODE), running_watch)
    yield built
    built.database.close()


@pytest.fixture
def person(services: Services) -> Person:
    return services.people.enter(f"学员{uuid4().hex[:6]}")


@cache
def training_of(services: Services) -> Training:
    return build_desk(
        services.settings,
        services.rubric,
        services.library,
        services.database,
        TrainerCode(CODE),
        passwords=QUICK,
    )


class App:
    """One browser tab."""

    def __init__(self, services: Services, person: Person) -> None:
        self.services = services
        self.person = person
        self.test = AppTest.from_file(str(APP), default_timeout=20)

    def open(self, page: str, **query: str) -> AppTest:
        """Open a page as its address would."""
        self.test._page_hash = calc_hash("" if page == "home" else page)
        for key, value in query.items():
            self.test.query_params[key] = value
        return self.test.run()

    def start(self, scenario: str, **options: object) -> CallView:
        return self.services.practice.start(
            self.person, CallOptions.model_validate({"scenario": scenario, "seed": 7, **options})
        )

    def press(self, call_id: str, do: str, **more: object) -> AppTest:
        """Do something with the telephone at the present moment of the call."""
        view = self.services.practice.view(self.person, call_id)
        return self.send({"do": do, "turn": len(view.call.turns), **more})

    def send(self, message: object) -> AppTest:
        """Let the telephone of the page that is shown send a message, as its script in the browser does."""
        (component,) = self.test.get("bidi_component")
        states = self.test._tree.get_widget_states()
        trigger = states.widgets.add()
        trigger.id = _make_trigger_id(component.proto.id, "events")
        trigger.json_trigger_value = json.dumps([{"event": "act", "value": message}])
        return self.test._run(states)

    def say(self, text: str) -> AppTest:
        return self.test.chat_input(key="reply").set_value(text).run()


MakeApp = Callable[[Person], App]


@pytest.fixture
def app(services: Services, person: Person, monkeypatch: pytest.MonkeyPatch) -> App:
    return _app(services, person, monkeypatch)


@pytest.fixture
def app_of(services: Services, monkeypatch: pytest.MonkeyPatch) -> MakeApp:
    return lambda person: _app(services, person, monkeypatch)


def _app(services: Services, person: Person, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setattr(backend, "services", lambda: services)
    monkeypatch.setattr(backend, "training", lambda: training_of(services))
    monkeypatch.setattr(identity, "current_person", lambda: person)
    return App(services, person)


def shown(test: AppTest) -> str:
    """Return all text of a page."""
    assert not test.exception
    texts = []
    for kind in _KINDS:
        for element in test.get(kind):
            texts += [str(getattr(element, "label", "") or ""), str(getattr(element, "value", ""))]
    return "\n".join(texts)
