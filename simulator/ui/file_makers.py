"""Every file that is handed out, by the last part of its address, and how it is made.

Imported when the app is up, like all pages: their components register with what is running.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from starlette.datastructures import QueryParams

from simulator.domain.dashboard import Table
from simulator.services.reports_export import to_csv, to_xlsx
from simulator.ui.desk import Desk
from simulator.ui.files import File, Maker
from simulator.ui.views import (
    agreement,
    classes_tasks,
    dashboard,
    dashboard_missed,
    dashboard_time,
    debrief,
    privacy,
    trainer,
)

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _csv(name: str, make: Callable[[Desk, QueryParams], Table]) -> Maker:
    return lambda desk, query: File(f"{desk.t(f'file.{name}')}.csv", "text/csv", to_csv(make(desk, query)))


def _excel(name: str, make: Callable[[Desk, QueryParams], Sequence[Table]]) -> Maker:
    return lambda desk, query: File(f"{desk.t(f'file.{name}')}.xlsx", _EXCEL, to_xlsx(make(desk, query)))


def _person(desk: Desk, query: QueryParams) -> File:
    return File("person.json", "application/json", privacy.person_file(desk, query))


_TABLES: Mapping[str, Callable[[Desk, QueryParams], Table]] = {
    "agreement": agreement.file,
    "audit": privacy.file,
    "elements": dashboard_missed.elements_file,
    "heat": trainer.heat_file,
    "lifts": dashboard.lifts_file,
    "progress": classes_tasks.file,
    "protocol": dashboard_time.protocol_file,
    "scenarios": dashboard_time.scenarios_file,
    "timeline": debrief.file,
    "timing": dashboard_time.timing_file,
    "trend": dashboard.trend_file,
    "violations": dashboard_missed.violations_file,
}

MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        **{name: _csv(name, make) for name, make in _TABLES.items()},
        "reports": _excel("reports", trainer.reports_file),
        "person": _person,
    }
)
